import { useCallback, useLayoutEffect, useMemo, useState } from 'react'

/** Rows that are drawn beyond what is seen, so that a key or a turn of the wheel finds the next one there. */
const spare = 12

export type RowWindow = { first: number; last: number }

/** Which of so many rows of one height are drawn; `last` is past the end. */
export function rowWindow(top: number, height: number, row: number, total: number): RowWindow {
  const first = Math.min(total, Math.max(0, Math.floor(top / row) - spare))
  const last = Math.max(first, Math.min(total, Math.ceil((top + height) / row) + spare))
  return { first, last }
}

/** Where a list has to be scrolled to for a row to be seen; where it is seen already, nowhere else. */
export function scrollFor(index: number, row: number, top: number, height: number): number {
  const [start, end] = [index * row, (index + 1) * row]
  if (start < top) return start
  return end > top + height ? end - height : top
}

/** Of a list of ten thousand rows those that are seen are drawn, and a few more. */
export function useRowWindow(total: number, row: number) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [view, setView] = useState({ top: 0, height: 0 })
  useLayoutEffect(() => {
    if (scroller === null) return
    const look = () => setView({ top: scroller.scrollTop, height: scroller.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(scroller)
    scroller.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      scroller.removeEventListener('scroll', look)
    }
  }, [scroller])
  const show = useCallback(
    (index: number) => {
      if (scroller === null) return
      scroller.scrollTop = scrollFor(index, row, scroller.scrollTop, scroller.clientHeight)
    },
    [scroller, row],
  )
  const drawn = rowWindow(view.top, view.height, row, total)
  return useMemo(
    () => ({ ref: setScroller, scroller, show, first: drawn.first, last: drawn.last, total: total * row }),
    [scroller, show, drawn.first, drawn.last, total, row],
  )
}
