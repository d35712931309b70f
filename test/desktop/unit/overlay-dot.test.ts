import { expect, test } from 'vitest'
import { overlayDot } from '../../../main/desktop/overlay-dot.ts'

const size = 32
const at = (x: number, y: number) => [...overlayDot(size).subarray((y * size + x) * 4, (y * size + x) * 4 + 4)]

test('a dot is red within a light rim, and nothing around it', () => {
  expect(overlayDot(size)).toHaveLength(size * size * 4)
  const [blue = 0, green = 0, red = 0, alpha] = at(16, 16)
  expect(red).toBeGreaterThan(2 * Math.max(blue, green))
  expect(alpha).toBe(255)
  expect(at(16, 0)).toEqual([255, 255, 255, 255])
  for (const [x, y] of [
    [0, 0],
    [31, 0],
    [0, 31],
    [31, 31],
  ] as const)
    expect(at(x, y)).toEqual([0, 0, 0, 0])
})
