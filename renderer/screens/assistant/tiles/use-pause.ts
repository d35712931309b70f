import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { fleetApi, type Pause } from '../../../fleet-api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'

const one = (id: string) => ['fleet', 'pauses', 'one', id] as const

export const learnPause = (pause: Pause): void => void queryClient.setQueryData(one(pause.id), pause)

/** A pause as it is now: asked again when the ledger tells of pauses, and when its time is over. */
export function usePause(id: string) {
  const query = useQuery({ queryKey: one(id), queryFn: ({ signal }) => fleetApi.pauseOne(id, signal) })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action.startsWith('agent.pause.')))
          void queryClient.invalidateQueries({ queryKey: one(id) })
      }),
    [id],
  )
  const until = query.data?.active === true ? query.data.until : null
  useEffect(() => {
    if (until === null) return
    // A moment later than its own time, so that the server is past it too. A timer has no room for more than weeks.
    const wait = Math.min(Math.max(0, Date.parse(until) - Date.now()) + 500, 2 ** 31 - 1)
    const timer = setTimeout(() => void queryClient.invalidateQueries({ queryKey: one(id) }), wait)
    return () => clearTimeout(timer)
  }, [id, until])
  return query
}
