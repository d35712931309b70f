import type { Who } from './action.ts'
import type { Permission } from './permission.ts'
import type { Refusal } from './result.ts'

/** Somebody has asked that an agent stands still. It is over once it is resumed, or at its end where it has one. */
export type Pause = {
  id: string
  agent: string
  reason: string
  until: string | null
  paused_at: string
  paused_by: Who
  resumed: { at: string; by: Who } | null
}

/** What happened: the ledger's entries are these, and a pause is what they add up to. */
export type PauseEvent =
  | { kind: 'set'; pause: Omit<Pause, 'resumed'> }
  | { kind: 'ended'; pause_id: string; agent: string; by: Who; at: string }

export const pauseCommands = ['resume'] as const
type PauseCommand = (typeof pauseCommands)[number]
type PauseOffer = { name: PauseCommand; enabled: boolean; reason?: string }

/** Its last moment is the one before `until`. */
export const isActive = ({ resumed, until }: Pick<Pause, 'resumed' | 'until'>, now: string): boolean =>
  resumed === null && (until === null || until > now)

const pausing = 'agents.pause' satisfies Permission

const notPermitted: Refusal = {
  code: 'permission_denied',
  detail: `This needs the permission ${pausing}, which your roles do not carry.`,
  fields: { permission: pausing },
}

type Asker = { now: string; permissions: ReadonlySet<Permission> }

/** Why it cannot be resumed now, by somebody with these permissions: the same for the button and for the deed. */
export function whyNotResume(pause: Pause, { now, permissions }: Asker): Refusal | undefined {
  const { resumed, until, agent } = pause
  if (!permissions.has(pausing)) return notPermitted
  // Says what has happened instead, so that of two people who act at once the second knows.
  if (resumed) {
    const fields = { by: resumed.by.id, at: resumed.at }
    return { code: 'already_resumed', detail: `${agent} was resumed at ${resumed.at}.`, fields }
  }
  if (isActive(pause, now)) return undefined
  return {
    code: 'already_resumed',
    detail: `The pause of ${agent} ended by itself at ${until}.`,
    fields: { at: until },
  }
}

/** Why an agent cannot be paused now; `active` is the pause that it is under. */
export function whyNotPause(active: Pause | undefined, permissions: ReadonlySet<Permission>): Refusal | undefined {
  if (!permissions.has(pausing)) return notPermitted
  if (active === undefined) return undefined
  const { id, agent, until, paused_at, paused_by } = active
  const how = until === null ? '' : ` until ${until}`
  return {
    code: 'already_paused',
    detail: `${agent} is paused since ${paused_at}${how}. Resume it first.`,
    fields: { pause_id: id, by: paused_by.id, at: paused_at },
  }
}

/** For every command: can it be given now, and if not, why not. */
export const allowedOnPause = (pause: Pause, asker: Asker): PauseOffer[] =>
  pauseCommands.map((name) => {
    const refusal = whyNotResume(pause, asker)
    return refusal ? { name, enabled: false, reason: refusal.detail } : { name, enabled: true }
  })

/** Why an event cannot have happened, for whoever reads a history and did not see it being made: `before` is the agent's last pause. */
export function impossibleForPause(before: Pause | undefined, event: PauseEvent): string | undefined {
  switch (event.kind) {
    case 'set': {
      const { until, paused_at } = event.pause
      if (until !== null && until <= paused_at) return 'an agent was paused until a time that was over'
      return before && isActive(before, paused_at) ? 'an agent was paused that was paused already' : undefined
    }
    case 'ended':
      return before && before.id === event.pause_id && isActive(before, event.at)
        ? undefined
        : 'a pause was ended that was over, or was never set'
    default:
      return event satisfies never
  }
}
