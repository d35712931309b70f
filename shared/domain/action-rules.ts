import { type Action, isPastTtl, type Vote, type Who } from './action.ts'
import type { Asker, Command, CommandName, CommandOf, Decision, Deed, Event, Offer } from './action-commands.ts'
import { guards } from './action-guards.ts'
import type { Refusal } from './result.ts'

const commandNames = Object.keys(guards) as CommandName[]

function firstRefusal(name: CommandName, action: Action, asker: Asker, given: Command | null): Refusal | undefined {
  for (const guard of guards[name]) {
    const refusal = guard(action, asker, given)
    if (refusal) return refusal
  }
  return undefined
}

/** For every command: can it be given now, by this person, and if not, why not. */
export const allowed = (action: Action, asker: Asker): Offer[] =>
  commandNames.map((name) => {
    const refusal = firstRefusal(name, action, asker, null)
    return refusal ? { name, enabled: false, reason: refusal.detail } : { name, enabled: true }
  })

/** The permission part alone, for the door: it is refused before what was sent is even read. */
export function permitted(name: CommandName, action: Action, asker: Asker): Refusal | undefined {
  const refusal = firstRefusal(name, action, asker, null)
  return refusal?.code === 'permission_denied' ? refusal : undefined
}

/** What a command leads to, or why it does not. */
export function decide(action: Action, command: Command, asker: Asker): Decision {
  const refusal = firstRefusal(command.name, action, asker, command)
  if (!refusal) return { ok: true, value: eventOf(action, command, asker) }
  // Whoever comes too late is told so, and the row says it from then on.
  const late = refusal.code === 'approval_expired' && action.progress.status === 'proposed'
  return late ? { ok: false, refusal, event: { kind: 'expired', at: asker.now } } : { ok: false, refusal }
}

function eventOf(action: Action, command: Command, { who, now }: Asker): Event {
  switch (command.name) {
    case 'approve': {
      const vote = voteOf(command, who, now)
      const { approvals_required } = action.proposal.terms
      return { kind: 'approved', vote, complete: action.approvals.length + 1 >= approvals_required }
    }
    case 'break_glass': {
      const glass = { by: who, at: now, note: command.note ?? '', review: null }
      return { kind: 'glass_broken', vote: voteOf(command, who, now), glass }
    }
    case 'reject':
      return { kind: 'rejected', by: who, at: now, note: noteOf(command.note), superseded_by: null }
    case 'repoint':
      return { kind: 'rejected', by: who, at: now, note: null, superseded_by: command.successor }
    case 'claim': {
      const expires_at = new Date(Date.parse(now) + command.lease_seconds * 1000).toISOString()
      return { kind: 'claimed', by: who, at: now, expires_at }
    }
    case 'mark_executed':
      return { kind: 'executed', by: who, at: now, outcome: command.outcome }
    case 'close_review':
      return { kind: 'review_closed', by: who, at: now, note: command.note ?? '' }
    case 'comment':
      return { kind: 'commented', by: who, at: now, body: command.body }
    default:
      return command satisfies never
  }
}

const voteOf = (given: CommandOf<'approve' | 'break_glass'>, actor: Who, at: string): Vote => ({
  actor,
  at,
  note: noteOf(given.note),
  saw: given.proposal_digest ?? null,
})

const noteOf = (note: string | undefined): string | null => (note === undefined || note.trim() === '' ? null : note)

/** Tier 1, in autonomous mode, while nobody holds the workspace: the only thing that ever runs without an approval. */
export const runsByItself = ({ proposal, progress }: Action, held: boolean, now: string): boolean =>
  progress.status === 'proposed' &&
  proposal.tier === 1 &&
  proposal.mode === 'autonomous' &&
  !held &&
  !isPastTtl(proposal, now)

/** What Countersign does by itself, if it may. */
export function perform(action: Action, deed: Deed, by: Who, now: string, held: boolean): Event | undefined {
  switch (deed.name) {
    case 'expire':
      return action.progress.status === 'proposed' && isPastTtl(action.proposal, now)
        ? { kind: 'expired', at: now }
        : undefined
    case 'run':
      return runsByItself(action, held, now) ? { kind: 'executed', by, at: now, outcome: deed.outcome } : undefined
    default:
      return deed satisfies never
  }
}
