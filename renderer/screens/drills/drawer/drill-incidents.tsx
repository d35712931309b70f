import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, type Entry } from '../../../api.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { ErrorState } from '../../../components/states.tsx'
import { ApiProblem } from '../../../problem.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'
import { IncidentStatusMark } from '../../incidents/marks.tsx'
import { textIn } from '../entry-names.ts'

const linked = 'incident.record.linked'
const queryKey = ['drills', 'incidents'] as const
/** Of the newest links that were made. */
const linksBack = 500
const atMost = 10

/** The incidents that link this drill. */
export function DrillIncidents({ schedule }: { schedule: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKey, schedule],
    queryFn: ({ signal }) => incidentsOf(schedule, signal),
  })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action.startsWith('incident.record.')))
          void queryClient.invalidateQueries({ queryKey })
      }),
    [],
  )
  return (
    <DrawerSection title="Incidents" aside={<CopyButton text={schedule} what="the drill’s id, to link it" />}>
      {error !== null && data === undefined && (
        <ErrorState what="The incidents" error={error} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && <p className="text-s text-muted">None links this drill.</p>}
      <ul className="flex flex-col gap-1">
        {data?.map(({ id, title, status }) => (
          <li key={id} className="flex items-center gap-3">
            <a href={`#/incidents?open=${id}`} className="min-w-0 flex-1 truncate rounded-s text-accent underline">
              {title}
            </a>
            <IncidentStatusMark status={status} />
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

async function incidentsOf(schedule: string, signal: AbortSignal) {
  const { items } = await api.entries({ action: linked, order: 'desc', limit: linksBack }, signal)
  const ids = new Set(items.filter((entry) => linksDrill(entry, schedule)).map(({ subject }) => subject.slice(9)))
  const found = await Promise.all([...ids].slice(0, atMost).map((id) => api.incident(id, signal).catch(noneIfGone)))
  return found.filter((incident) => incident !== undefined)
}

/** One that is not there leaves the others in sight. */
function noneIfGone(error: unknown): undefined {
  if (!(error instanceof ApiProblem && error.status === 404)) throw error
}

const linksDrill = ({ data }: Entry, schedule: string): boolean =>
  textIn(data, 'kind') === 'drill' && textIn(data, 'ref') === schedule
