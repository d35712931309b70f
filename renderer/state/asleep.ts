import { useEffect } from 'react'
import { create } from 'zustand'
import { useLive } from './live.ts'

/** The names of the controls on this screen that need the server: the offline banner lists them. */
export const useSleepers = create<{ names: readonly string[] }>(() => ({ names: [] }))

/** Why a control that needs the server sleeps now, or null. It wakes by itself. */
export function useAsleep(name: string): string | null {
  const offline = useLive((live) => live.state === 'offline')
  useEffect(() => {
    useSleepers.setState(({ names }) => ({ names: [...names, name] }))
    return () =>
      useSleepers.setState(({ names }) => {
        const at = names.indexOf(name)
        return { names: names.filter((_, index) => index !== at) }
      })
  }, [name])
  return offline ? 'Asleep: the server does not answer. This wakes by itself when it does.' : null
}
