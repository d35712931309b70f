import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { api, type Incident } from '../../api.ts'
import { subscribeEntries } from '../../state/live.ts'
import { queryClient } from '../../state/queries.ts'

const one = (id: string) => ['incidents', 'one', id] as const

/** An incident with its timeline, as it is now: asked again when the ledger says something about it or what it links. */
export function useIncident(id: string) {
  const query = useQuery({ queryKey: one(id), queryFn: ({ signal }) => api.incident(id, signal) })
  const links = query.data?.links
  const subjects = useMemo(
    () => new Set([`incident:${id}`, ...(links ?? []).map(({ kind, ref }) => `${kind}:${ref}`)]),
    [id, links],
  )
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ subject, action }) => subjects.has(subject) || action.startsWith('actor.')))
          void queryClient.invalidateQueries({ queryKey: one(id) })
      }),
    [id, subjects],
  )
  return query
}

/** Who can be given an incident. */
export const usePeople = () =>
  useQuery({ queryKey: ['people'], queryFn: async ({ signal }) => (await api.people(signal)).items })

type Offer = Incident['commands'][number]

/** Why a command cannot be given, by the server's word; null where it can. */
export function refusedBecause({ commands }: Incident, name: Offer['name']): string | null {
  const offer = commands.find((each) => each.name === name)
  if (offer === undefined) return 'The server does not offer this here.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}
