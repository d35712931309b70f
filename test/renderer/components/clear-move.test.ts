import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clearMove } from '../../../renderer/components/clear-move.ts'

const view = { width: 1280, height: 800 }
const dialog = { left: 360, right: 920, top: 200, bottom: 600 }
const danger = { left: 640, right: 900, top: 560, bottom: 590 }

test.each([
  ['elsewhere', { x: 100, y: 100 }, undefined],
  ['never seen', { x: -1, y: -1 }, undefined],
  ['just beside', { x: 640, y: 545 }, undefined],
  ['on it: down', { x: 700, y: 575 }, { x: 0, y: 39 }],
])('a pointer %s', (_, pointer, move) => expect(clearMove(dialog, danger, pointer, view)).toEqual(move))

test('a dialog as tall as the window moves to a side', () => {
  const tall = { left: 360, right: 920, top: 10, bottom: 790 }
  const button = { left: 640, right: 900, top: 750, bottom: 780 }
  expect(clearMove(tall, button, { x: 860, y: 760 }, view)).toEqual({ x: -64, y: 0 })
  expect(clearMove(tall, button, { x: 650, y: 760 }, view)).toEqual({ x: -274, y: 0 })
})

test('wherever the pointer is, the button is not', () => {
  const points = fc.record({ x: fc.integer({ min: 0, max: 1280 }), y: fc.integer({ min: 0, max: 800 }) })
  const boxes = fc
    .record({
      left: fc.integer({ min: 0, max: 700 }),
      top: fc.integer({ min: 0, max: 400 }),
      width: fc.integer({ min: 300, max: 560 }),
      height: fc.integer({ min: 100, max: 760 }),
    })
    .map(({ left, top, width, height }) => ({ left, top, right: left + width, bottom: top + height }))
  fc.assert(
    fc.property(points, boxes, ({ x, y }, box) => {
      const button = { left: box.right - 200, right: box.right - 20, top: box.bottom - 45, bottom: box.bottom - 15 }
      const by = clearMove(box, button, { x, y }, view) ?? { x: 0, y: 0 }
      const inside =
        x >= button.left + by.x && x <= button.right + by.x && y >= button.top + by.y && y <= button.bottom + by.y
      expect(inside).toBe(false)
    }),
  )
})
