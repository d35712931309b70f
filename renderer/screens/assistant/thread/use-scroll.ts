import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** As near to the end as counts as being there. */
const near = 48

type Hands = {
  list: RefObject<HTMLElement | null>
  /** What grows within it. */
  content: RefObject<HTMLElement | null>
  /** How many pages of older messages there are: more of them push down what is read. */
  pages: number
  /** Whether the list is there: before its first page is read, something else stands in its place. */
  ready: boolean
}

/** Follows what is written while the reader is at its end, and never moves what they read elsewhere. */
export function useScroll({ list, content, pages, ready }: Hands) {
  const [atEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const fromEnd = useRef(0)
  const top = useRef(0)

  const onScroll = useCallback(() => {
    const element = list.current
    if (element === null) return
    fromEnd.current = element.scrollHeight - element.scrollTop
    const isNear = fromEnd.current - element.clientHeight < near
    // What grows below is not scrolled away from: only who moves up leaves the end.
    if (isNear || element.scrollTop < top.current) follows.current = isNear
    top.current = element.scrollTop
    setAtEnd(follows.current)
  }, [list])

  // Older messages came above: what stood before the reader's eyes stands there still.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another number of pages does that
  useLayoutEffect(() => {
    const element = list.current
    if (element === null || follows.current) return
    element.scrollTop = element.scrollHeight - fromEnd.current
  }, [pages, list])

  // biome-ignore lint/correctness/useExhaustiveDependencies: with the list come the elements that are watched
  useEffect(() => {
    const [element, grows] = [list.current, content.current]
    if (element === null || grows === null) return
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(grows)
    observer.observe(element)
    return () => observer.disconnect()
  }, [list, content, ready])

  const toEnd = useCallback(() => {
    const element = list.current
    if (element === null) return
    follows.current = true
    setAtEnd(true)
    element.scrollTop = element.scrollHeight
  }, [list])

  return { atEnd, onScroll, toEnd }
}
