import { useEffect, useRef } from 'react'
import type { HoldHandle } from '../../../components/use-hold.ts'

/**
 * A key that is held as the button is. `press` is for the registry of keys, which hears of a key that repeats itself too:
 * one that was undone begins again only when it was let go of. Any other key in between undoes it.
 */
export function useHoldKey(key: string, find: () => HoldHandle | null): { press: () => void } {
  const held = useRef<HoldHandle | null>(null)
  const repeats = useRef(false)
  useEffect(() => {
    const letGo = () => {
      held.current?.release()
      held.current = null
    }
    const onKeyDown = (event: KeyboardEvent) => {
      repeats.current = event.repeat
      if (held.current !== null && event.key !== key) letGo()
    }
    const onKeyUp = (event: KeyboardEvent) => event.key.toLowerCase() === key && letGo()
    addEventListener('keydown', onKeyDown, { capture: true })
    addEventListener('keyup', onKeyUp, { capture: true })
    addEventListener('blur', letGo)
    return () => {
      removeEventListener('keydown', onKeyDown, { capture: true })
      removeEventListener('keyup', onKeyUp, { capture: true })
      removeEventListener('blur', letGo)
    }
  }, [key])
  return {
    press() {
      if (repeats.current) return
      held.current = find()
      held.current?.begin()
    },
  }
}
