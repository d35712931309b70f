const letters: Readonly<Record<number, string>> = { 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r' }
/** What could hide something, end the line, or turn the text around; and what is taken for the quotes themselves. */
const needsQuotes = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\ufffd]|[\ufe00-\ufe0f]|^"/u

/**
 * A path as people read it: as it is, or in git's own quotes with the bytes in question as octal numbers. No two paths
 * look the same, so it can be asked for by what is shown.
 */
export function shownPath(path: Buffer): string {
  const text = path.toString('utf8')
  if (!needsQuotes.test(text)) return text
  return `"${[...path].map(quoted).join('')}"`
}

function quoted(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return `\\${letters[byte] ?? byte.toString(8).padStart(3, '0')}`
}
