import { useRef, useState } from 'react'

/** One dialog at a time, and where the focus goes back to: to what had it before. */
export function useDialog<Name extends string>() {
  const [shown, setShown] = useState<Name | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  return {
    shown,
    show(name: Name) {
      const { activeElement } = document
      opener.current = activeElement instanceof HTMLElement ? activeElement : null
      setShown(name)
    },
    close: () => setShown(null),
    finalFocus: () => (opener.current?.isConnected ? opener.current : null),
  }
}
