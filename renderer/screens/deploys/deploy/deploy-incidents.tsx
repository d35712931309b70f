import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, type Entry } from '../../../api.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { ErrorState } from '../../../components/states.tsx'
import { ApiProblem } from '../../../problem.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'
import { textIn } from '../../drills/entry-names.ts'
import { IncidentStatusMark } from '../../incidents/marks.tsx'

const queryKey = ['deploy-incidents'] as const
/** Of the newest links that were made. */
const linksBack = 500
const atMost = 10

/** The incidents that link this deploy. */
export function DeployIncidents({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKey, id],
    queryFn: ({ signal }) => incidentsOf(id, signal),
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
    <DrawerSection title="Incidents" aside={<CopyButton text={id} what="the deploy’s id, to link it" />}>
      {error !== null && data === undefined && (
        <ErrorState what="The incidents" error={error} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && <p className="text-s text-muted">None links this deploy.</p>}
      <ul className="flex flex-col gap-1">
        {data?.map(({ id: incident, title, status }) => (
          <li key={incident} className="flex items-center gap-3">
            <a
              href={`#/incidents?open=${incident}`}
              className="min-w-0 flex-1 truncate rounded-s text-accent underline"
            >
              {title}
            </a>
            <IncidentStatusMark status={status} />
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

async function incidentsOf(deploy: string, signal: AbortSignal) {
  const { items } = await api.entries({ action: 'incident.record.linked', order: 'desc', limit: linksBack }, signal)
  const ids = new Set(items.filter((entry) => linksIt(entry, deploy)).map(({ subject }) => subject.slice(9)))
  const found = await Promise.all([...ids].slice(0, atMost).map((each) => api.incident(each, signal).catch(noneIfGone)))
  return found.filter((incident) => incident !== undefined)
}

/** One that is not there leaves the others in sight. */
function noneIfGone(error: unknown): undefined {
  if (!(error instanceof ApiProblem && error.status === 404)) throw error
}

const linksIt = ({ data }: Entry, deploy: string): boolean =>
  textIn(data, 'kind') === 'deploy' && textIn(data, 'ref') === deploy
