import { type RefObject, useEffect, useState } from 'react'

/** How long after the last touch someone still counts as looking at these rows. */
const patience = 4000

/**
 * Is the operator reading, so that rows must not move? Scrolled away from the newest, an open drawer, the keyboard in
 * the table, or a hand on it just now.
 */
export function useReading(table: RefObject<HTMLElement | null>, scrolled: boolean, drawer: boolean): boolean {
  const [touched, setTouched] = useState(false)
  const [within, setWithin] = useState(false)

  useEffect(() => {
    const element = table.current
    if (element === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const touch = () => {
      setTouched(true)
      clearTimeout(timer)
      timer = setTimeout(() => setTouched(false), patience)
    }
    const enter = () => setWithin(true)
    const leave = (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) setWithin(false)
    }
    const touches = ['pointermove', 'pointerdown', 'wheel'] as const
    for (const name of touches) element.addEventListener(name, touch, { passive: true })
    element.addEventListener('focusin', enter)
    element.addEventListener('focusout', leave)
    return () => {
      clearTimeout(timer)
      for (const name of touches) element.removeEventListener(name, touch)
      element.removeEventListener('focusin', enter)
      element.removeEventListener('focusout', leave)
    }
  }, [table])

  return scrolled || drawer || touched || within
}
