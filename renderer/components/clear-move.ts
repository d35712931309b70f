type Box = { left: number; right: number; top: number; bottom: number }
type Point = { x: number; y: number }

const margin = 12

/**
 * By how much a dialog has to move for its dangerous button not to be under the pointer, or nothing where it is not. It
 * stays in view if it can: down, up, or to a side; where it cannot, it moves as little as it takes.
 */
export function clearMove(
  dialog: Box,
  danger: Box,
  { x, y }: Point,
  view: { width: number; height: number },
): Point | undefined {
  const under =
    x > danger.left - margin && x < danger.right + margin && y > danger.top - margin && y < danger.bottom + margin
  if (!under) return undefined
  const away = 2 * margin
  const moves: Point[] = [
    { x: 0, y: y + away - danger.top },
    { x: 0, y: y - away - danger.bottom },
    { x: x - away - danger.right, y: 0 },
    { x: x + away - danger.left, y: 0 },
  ]
  const fits = (by: Point) =>
    dialog.left + by.x >= 0 &&
    dialog.right + by.x <= view.width &&
    dialog.top + by.y >= 0 &&
    dialog.bottom + by.y <= view.height
  const size = (by: Point) => Math.abs(by.x) + Math.abs(by.y)
  return moves.find(fits) ?? moves.toSorted((one, other) => size(one) - size(other))[0]
}
