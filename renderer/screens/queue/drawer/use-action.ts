import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Action, type ActionDetail, api, type Entry } from '../../../api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'

const one = (id: string) => ['actions', 'one', id] as const

/** What was just asked for has changed something, or was refused because something had changed. */
export const refreshActions = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['actions'] })

/** An action with its history, as it is now: asked again when the ledger says something about it, and when time does. */
export function useAction(id: string) {
  const query = useQuery({ queryKey: one(id), queryFn: ({ signal }) => api.action(id, signal) })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some((entry) => isAbout(entry, id))) void queryClient.invalidateQueries({ queryKey: one(id) })
      }),
    [id],
  )
  const turn = query.data === undefined ? undefined : nextTurn(query.data, query.dataUpdatedAt)
  useEffect(() => {
    if (turn === undefined) return
    const again = () => void queryClient.invalidateQueries({ queryKey: one(id) })
    // A moment later than its own time, so that the server is past it too.
    const timer = setTimeout(again, Math.max(0, turn - Date.now()) + 500)
    return () => clearTimeout(timer)
  }, [id, turn])
  return query
}

/** An incident's entries name the action that they link. */
const isAbout = ({ subject, action, data }: Entry, id: string): boolean =>
  subject === `action:${id}` || (action.startsWith('incident.record.') && JSON.stringify(data).includes(id))

/** When it changes by time alone, if it was read before that: its approval runs out, or a runner's lease does. */
function nextTurn({ status, expires_at, claim_expires_at }: ActionDetail, readAt: number): number | undefined {
  const at = status === 'proposed' ? expires_at : status === 'approved' ? claim_expires_at : null
  const turn = at === null ? Number.NaN : Date.parse(at)
  return turn > readAt ? turn : undefined
}

type Offer = Action['commands'][number]

/** What the server says about a command. Nothing is derived here: without its word, it is not offered. */
export function offerOf(action: Action, name: Offer['name']): { enabled: boolean; reason: string | null } {
  const offer = action.commands.find((each) => each.name === name)
  if (offer === undefined) return { enabled: false, reason: 'The server does not offer this here.' }
  return {
    enabled: offer.enabled,
    reason: offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.'),
  }
}
