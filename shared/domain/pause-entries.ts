import { z } from 'zod'
import type { Entry, Json } from './entry.ts'
import type { PauseEvent } from './pause.ts'

/** How pauses are written into the ledger, and read from it again. Agents that follow it find their own name in both. */
type Written = { action: string; subject: string; data: Json }

export const pauseActions = {
  set: 'agent.pause.set',
  ended: 'agent.pause.ended',
} as const satisfies Record<PauseEvent['kind'], string>

const prefix = 'pause:'
const pauseSubject = (id: string): string => `${prefix}${id}`

/** Who and when are the entry's own. */
export function writePauseEvent(event: PauseEvent): Written {
  switch (event.kind) {
    case 'set': {
      const { id, agent, reason, until } = event.pause
      return { action: pauseActions.set, subject: pauseSubject(id), data: { agent, reason, until } }
    }
    case 'ended':
      return { action: pauseActions.ended, subject: pauseSubject(event.pause_id), data: { agent: event.agent } }
    default:
      return event satisfies never
  }
}

const Begun = z.strictObject({ agent: z.string().min(1), reason: z.string(), until: z.string().nullable() })
const Ended = z.strictObject({ agent: z.string().min(1) })

/** Nothing, where an entry is not of the form that this program writes. */
export function readPauseEvent({
  action,
  subject,
  at,
  actor_id,
  actor_digest,
  data,
}: Pick<Entry, 'action' | 'subject' | 'at' | 'actor_id' | 'actor_digest' | 'data'>): PauseEvent | undefined {
  const id = subject.startsWith(prefix) ? subject.slice(prefix.length) : ''
  const by = { id: actor_id, digest: actor_digest }
  if (id === '') return undefined
  if (action === pauseActions.set) {
    const said = Begun.safeParse(data).data
    return said && { kind: 'set', pause: { id, ...said, paused_at: at, paused_by: by } }
  }
  const said = action === pauseActions.ended ? Ended.safeParse(data).data : undefined
  return said && { kind: 'ended', pause_id: id, agent: said.agent, by, at }
}
