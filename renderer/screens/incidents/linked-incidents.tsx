import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LinkKind } from '../../../shared/domain/incident.ts'
import { api, type Entry } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DrawerSection } from '../../components/drawer.tsx'
import { ErrorState } from '../../components/states.tsx'
import { ApiProblem } from '../../problem.ts'
import { subscribeEntries } from '../../state/live.ts'
import { queryClient } from '../../state/queries.ts'
import { textIn } from '../drills/entry-names.ts'
import { IncidentStatusMark } from './marks.tsx'

type Linked = { kind: LinkKind; ref: string }
const linked = 'incident.record.linked'
const queryKey = ['incidents', 'linking'] as const
/** Of the newest links that were made. */
const linksBack = 500
const atMost = 10

/** The incidents that link one thing of the console: a drill, a deploy. */
export function LinkedIncidents({ kind, id: ref }: { kind: LinkKind; id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKey, kind, ref],
    queryFn: ({ signal }) => incidentsOf({ kind, ref }, signal),
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
    <DrawerSection title="Incidents" aside={<CopyButton text={ref} what={`the ${kind}’s id, to link it`} />}>
      {error !== null && data === undefined && (
        <ErrorState what="The incidents" error={error} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && <p className="text-s text-muted">None links this {kind}.</p>}
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

async function incidentsOf(wanted: Linked, signal: AbortSignal) {
  const { items } = await api.entries({ action: linked, order: 'desc', limit: linksBack }, signal)
  const ids = new Set(items.filter((entry) => linksIt(entry, wanted)).map(({ subject }) => subject.slice(9)))
  const found = await Promise.all([...ids].slice(0, atMost).map((id) => api.incident(id, signal).catch(noneIfGone)))
  return found.filter((incident) => incident !== undefined)
}

/** One that is not there leaves the others in sight. */
function noneIfGone(error: unknown): undefined {
  if (!(error instanceof ApiProblem && error.status === 404)) throw error
}

const linksIt = ({ data }: Entry, { kind, ref }: Linked): boolean =>
  textIn(data, 'kind') === kind && textIn(data, 'ref') === ref
