import { skipToken, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { drillsApi } from '../../../drills-api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'
import { drillSubject } from '../entry-names.ts'

const one = (id: string | undefined) => ['drills', 'route', id] as const

/** A route with its history, as it is now: asked again when the ledger says something about its schedule. */
export function useRouteDetail(id: string | undefined) {
  const query = useQuery({
    queryKey: one(id),
    queryFn: id === undefined ? skipToken : ({ signal }) => drillsApi.route(id, signal),
  })
  const schedule = query.data?.schedule_id
  useEffect(
    () =>
      subscribeEntries((entries) => {
        const isAbout = ({ subject, action }: (typeof entries)[number]) =>
          (schedule !== undefined && subject === drillSubject(schedule)) || action.startsWith('actor.')
        if (entries.some(isAbout)) void queryClient.invalidateQueries({ queryKey: one(id) })
      }),
    [id, schedule],
  )
  return query
}
