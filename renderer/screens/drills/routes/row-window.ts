export const rowHeight = 36
export const pageSize = 100

/** Rows that are drawn beyond what is seen, so that a key or a turn of the wheel finds the next one there. */
const spare = 8

export type RowWindow = { first: number; last: number }

/** Which rows of so many are drawn, of a table that is scrolled by `top` and `height` high; `last` is past the end. */
export function windowOf(top: number, height: number, total: number): RowWindow {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare)
  const last = Math.min(total, Math.ceil((top + height) / rowHeight) + spare)
  return { first: Math.min(first, last), last }
}

/** The pages that such a window lies on. */
export function pagesOf({ first, last }: RowWindow): number[] {
  if (last <= first) return []
  const from = Math.floor(first / pageSize)
  return Array.from({ length: Math.floor((last - 1) / pageSize) - from + 1 }, (_, n) => from + n)
}

/** Where a table has to be scrolled to for a row to be seen; where it is seen already, nowhere else. */
export function scrollFor(index: number, top: number, height: number): number {
  const [start, end] = [index * rowHeight, (index + 1) * rowHeight]
  if (start < top) return start
  return end > top + height ? end - height : top
}
