import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../api.ts'
import { count } from '../components/clock.ts'
import { subscribeEntries } from '../state/live.ts'
import { queryClient } from '../state/queries.ts'

const queryKey = ['incidents', 'count'] as const

/** How many are open; counted anew when the ledger says that one was opened or resolved. */
export function IncidentsCount() {
  const { data: open } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await api.incidents({ limit: 1 }, signal)).by_status.open,
  })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action === 'incident.record.opened' || action === 'incident.record.resolved'))
          void queryClient.invalidateQueries({ queryKey })
      }),
    [],
  )
  if (open === undefined || open === 0) return null
  return (
    <span className="ml-auto rounded-full border border-line-strong bg-raised px-1.5 text-xs leading-[1.5] font-normal text-muted">
      <span aria-hidden>{count(open)}</span>
      <span className="sr-only">{`, ${count(open)} open`}</span>
    </span>
  )
}
