import { type RefCallback, useCallback, useState } from 'react'

/** Whether it was ever in sight, so that what nobody looks at asks the server for nothing. */
export function useSeen<E extends HTMLElement>(): [RefCallback<E>, boolean] {
  const [seen, setSeen] = useState(false)
  const place = useCallback((element: E | null) => {
    if (element === null) return
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      setSeen(true)
      observer.disconnect()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, seen]
}
