/** A red dot with a light rim, as BGRA bytes: Windows lays it over the program's picture in the task bar. */
export function overlayDot(size: number): Buffer {
  const bytes = Buffer.alloc(size * size * 4)
  const middle = (size - 1) / 2
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const distance = Math.hypot(x - middle, y - middle)
      if (distance > size / 2) continue
      bytes.set(distance > size / 2 - 1.5 ? rim : fill, (y * size + x) * 4)
    }
  return bytes
}

const fill = [0x3d, 0x3a, 0xd9, 0xff]
const rim = [0xff, 0xff, 0xff, 0xff]
