import { useEffect } from 'react'
import { create } from 'zustand'

/**
 * How much somebody is in the middle of. While it is anything, the sign-in screen does not take the place of the console:
 * what was typed stays, and asks by itself for the sign-in that it needs.
 */
export const useUnfinished = create<{ count: number }>(() => ({ count: 0 }))

const change = (by: number) => useUnfinished.setState(({ count }) => ({ count: count + by }))

export function useKeepsConsole(unfinished: boolean): void {
  useEffect(() => {
    if (!unfinished) return undefined
    change(1)
    return () => change(-1)
  }, [unfinished])
}
