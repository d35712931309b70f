import { useCallback, useEffect, useRef, useState } from 'react'

const holdMs = 1000
/** How long it is said that it was let go of too early. */
const toldMs = 3000

/** `holding` counts the thirds that are left, for those who asked for less motion. */
export type HoldState =
  | { kind: 'idle' }
  | { kind: 'holding'; left: 3 | 2 | 1 }
  | { kind: 'undone'; why: 'early' | 'changed' }

export type HoldHandle = { begin: () => void; release: () => void }
type Wanted = {
  asleep: string | null
  /** What holding leads to. Where that becomes something else under the hand, nothing happens. */
  what: string
  onHeld: () => void
}

/**
 * What is done by holding down for a second. It happens once for each time that is held: a key that repeats itself, or is
 * not let go of, does nothing more. Whatever takes the attention away undoes it.
 */
export function useHold({ asleep, what, onHeld }: Wanted): HoldHandle & { state: HoldState } {
  const [state, setState] = useState<HoldState>({ kind: 'idle' })
  const timers = useRef<ReturnType<typeof setTimeout>[]>([])
  const isDown = useRef(false)
  /** What was shown when it was pressed; null while nothing is held. */
  const held = useRef<string | null>(null)
  const done = useRef(onHeld)
  useEffect(() => {
    done.current = onHeld
  })

  const stop = useCallback((next: HoldState) => {
    for (const timer of timers.current) clearTimeout(timer)
    timers.current =
      next.kind === 'undone'
        ? [setTimeout(() => setState((now) => (now === next ? { kind: 'idle' } : now)), toldMs)]
        : []
    held.current = null
    setState(next)
  }, [])
  const undo = useCallback(
    (why: 'early' | 'changed') => {
      if (held.current !== null) stop({ kind: 'undone', why })
    },
    [stop],
  )
  const release = useCallback(() => {
    isDown.current = false
    undo('early')
  }, [undo])
  const begin = useCallback(() => {
    if (asleep !== null || isDown.current) return
    stop({ kind: 'holding', left: 3 })
    isDown.current = true
    held.current = what
    timers.current = [
      setTimeout(() => setState({ kind: 'holding', left: 2 }), holdMs / 3),
      setTimeout(() => setState({ kind: 'holding', left: 1 }), (holdMs * 2) / 3),
      setTimeout(() => {
        stop({ kind: 'idle' })
        done.current()
      }, holdMs),
    ]
  }, [asleep, stop, what])

  // It fell asleep under the hand, or leads elsewhere by now: that is not what was meant.
  useEffect(() => {
    if (asleep !== null || (held.current !== null && held.current !== what)) undo('changed')
  }, [asleep, what, undo])
  useEffect(() => {
    const away = () => document.visibilityState === 'hidden' && release()
    addEventListener('blur', release)
    document.addEventListener('visibilitychange', away)
    return () => {
      removeEventListener('blur', release)
      document.removeEventListener('visibilitychange', away)
      for (const timer of timers.current) clearTimeout(timer)
    }
  }, [release])
  return { state, begin, release }
}
