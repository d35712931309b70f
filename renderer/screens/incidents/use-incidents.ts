import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type IncidentStatus, incidentStatuses } from '../../../shared/domain/incident.ts'
import { api, type Incident } from '../../api.ts'
import { subscribeEntries } from '../../state/live.ts'
import { queryClient } from '../../state/queries.ts'
import { type IncidentFilter, severitiesIn } from './address.ts'

const page = 50
const mostAtOnce = 500
const lists = ['incidents', 'list'] as const

/** What was just asked for has changed something, or was refused because something had changed. */
export const refreshIncidents = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['incidents'] })

type Part = { rows: readonly Incident[]; more: boolean }
type Sizes = Readonly<Record<IncidentStatus, number>>
export type Counts = Readonly<Record<IncidentStatus, number>>
type Read = { parts: Readonly<Record<IncidentStatus, Part>>; counts: Counts }

export type Incidents = {
  /** Undefined until the server has answered. */
  read: Read | undefined
  /** Those that the filter asks for, open ones first. */
  wanted: readonly IncidentStatus[]
  /** More of them are on their way. */
  loading: boolean
  error: Error | null
  retry: () => void
  showMore: (status: IncidentStatus) => void
}

const firstPages: Sizes = { open: page, resolved: page }
const nothing: Part = { rows: [], more: false }

/** Open and resolved incidents under one filter, each newest first; read anew when the ledger says that one changed. */
export function useIncidents(filter: IncidentFilter): Incidents {
  const key = JSON.stringify(filter)
  const [asked, setAsked] = useState({ key, sizes: firstPages })
  const sizes = asked.key === key ? asked.sizes : firstPages
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: [...lists, filter, sizes],
    queryFn: ({ signal }) => readLists(filter, sizes, signal),
    // What is there stays while more of the same is read.
    placeholderData: (before, query) => (JSON.stringify(query?.queryKey[2]) === key ? before : undefined),
  })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => changesList(action))) void queryClient.invalidateQueries({ queryKey: lists })
      }),
    [],
  )
  return {
    read: data,
    wanted: wantedBy(filter),
    loading: isPlaceholderData,
    error,
    retry: () => void refetch(),
    showMore: (status) => setAsked({ key, sizes: { ...sizes, [status]: sizes[status] + page } }),
  }
}

const wantedBy = ({ status }: IncidentFilter): readonly IncidentStatus[] =>
  status === undefined ? incidentStatuses : [status]

/** A note changes no row; an erased person changes the names in any. */
const changesList = (action: string): boolean =>
  (action.startsWith('incident.record.') && action !== 'incident.record.noted') || action.startsWith('actor.')

/** Both parts at once: one that goes from here to there is never nowhere, and one that was read in both is in the later. */
async function readLists(filter: IncidentFilter, sizes: Sizes, signal: AbortSignal): Promise<Read> {
  const read = await Promise.all(
    wantedBy(filter).map(async (status) => ({ status, ...(await readPart(filter, status, sizes[status], signal)) })),
  )
  const part = (status: IncidentStatus): Part => read.find((each) => each.status === status) ?? nothing
  const resolved = part('resolved')
  const over = new Set(resolved.rows.map(({ id }) => id))
  const open = { ...part('open'), rows: part('open').rows.filter(({ id }) => !over.has(id)) }
  return { parts: { open, resolved }, counts: read[0]?.counts ?? { open: 0, resolved: 0 } }
}

async function readPart(
  { severity, owner, q }: IncidentFilter,
  status: IncidentStatus,
  size: number,
  signal: AbortSignal,
) {
  const filter = {
    status: [status],
    ...(severity === undefined ? {} : { severity: severitiesIn(severity) }),
    ...(owner === undefined ? {} : { owner }),
    ...(q === undefined ? {} : { q }),
  }
  const rows: Incident[] = []
  for (let cursor: string | null = null; ; ) {
    const limit = Math.min(size - rows.length, mostAtOnce)
    const next = await api.incidents({ ...filter, limit, ...(cursor === null ? {} : { cursor }) }, signal)
    rows.push(...next.items)
    cursor = next.next_cursor
    if (cursor === null || rows.length >= size) return { rows, more: cursor !== null, counts: next.by_status }
  }
}
