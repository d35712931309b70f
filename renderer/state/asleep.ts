import { useEffect } from 'react'
import { create } from 'zustand'
import { useSignedOut } from './connection.ts'
import { useLive } from './live.ts'
import { lossOf } from './signed-out.ts'

/** The names of the controls on this screen that need the server: the offline banner lists them. */
export const useSleepers = create<{ names: readonly string[] }>(() => ({ names: [] }))

/** Why a control that needs the server sleeps now, or null. It wakes by itself. */
export const useAsleep = (name: string): string | null => useSleep(name, false)

/** `alone`: this machine does it without the server too. Only a sign-in that is missing keeps it asleep then. */
export function useSleep(name: string, alone: boolean): string | null {
  const offline = useLive((live) => live.state === 'offline')
  const lost = useSignedOut()
  useEffect(() => {
    if (alone) return
    useSleepers.setState(({ names }) => ({ names: [...names, name] }))
    return () =>
      useSleepers.setState(({ names }) => {
        const at = names.indexOf(name)
        return { names: names.filter((_, index) => index !== at) }
      })
  }, [name, alone])
  if (lost?.waits) return `Asleep: ${lower(lossOf(lost))}. This wakes by itself when it can.`
  if (lost !== null) return `Asleep: you are signed out of ${lost.connection.name}. This wakes when you have signed in.`
  return offline && !alone ? 'Asleep: the server does not answer. This wakes by itself when it does.' : null
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)
