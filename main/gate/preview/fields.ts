/**
 * What ends with a NUL each, out of a stream that is cut anywhere. Bytes, because neither paths nor what people write need
 * be UTF-8. Of a field that is longer than anything means something, the beginning is handed on.
 */
export function fields(each: (field: Buffer) => void, longest = 64 * 1024): { take(chunk: Buffer): void } {
  let parts: Buffer[] = []
  let size = 0
  const keep = (part: Buffer) => {
    const room = Math.max(0, longest - size)
    // A copy: a slice would keep all of its chunk in memory.
    if (room > 0 && part.length > 0) parts.push(Buffer.from(part.subarray(0, room)))
    size += part.length
  }
  return {
    take(chunk) {
      let from = 0
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
        const last = chunk.subarray(from, end)
        if (size === 0) each(last.subarray(0, longest))
        else {
          keep(last)
          each(Buffer.concat(parts))
          parts = []
          size = 0
        }
        from = end + 1
      }
      keep(chunk.subarray(from))
    },
  }
}
