import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { drillsApi } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useSession } from '../../../state/connection.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'

/** A route becomes late, and a schedule due, without an entry: the list is read again now and then. */
const lookEveryMs = 30_000

const query = queryOptions({
  queryKey: ['drills', 'schedules'],
  queryFn: async ({ signal }) => (await drillsApi.schedules(signal)).items,
  refetchInterval: lookEveryMs,
})

/** All schedules, read anew when the ledger says something about a drill. */
export function useSchedules() {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ subject, action }) => subject.startsWith('drill:') || action.startsWith('actor.')))
          void queryClient.invalidateQueries({ queryKey: query.queryKey })
      }),
    [],
  )
  return useQuery(query)
}

/** Why this caller cannot do what `drills.run` is needed for, or null. Who may is the server's answer, not ours. */
export function useRunAsleep(name: string): string | null {
  const offline = useAsleep(name)
  const { data: session } = useSession()
  if (offline !== null) return offline
  if (session === undefined) return 'Not known yet whether you may'
  if (session.permissions['drills.run']) return null
  return 'This needs the permission drills.run, which your roles do not carry.'
}
