import { createHash } from 'node:crypto'
import { type Action, type Proposal, propose, type Who } from '../../shared/domain/action.ts'
import type { Asker, Command, CommandName } from '../../shared/domain/action-commands.ts'
import { evolve } from '../../shared/domain/action-evolve.ts'
import { actionPolicy, singleOperator, tierOf } from '../../shared/domain/action-policy.ts'
import { decide } from '../../shared/domain/action-rules.ts'
import { permissionsOf, type Role } from '../../shared/domain/permission.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'

/** Who the tests of the actions are about. */
const cast = {
  operator: 'operator',
  approver: 'approver',
  second: 'approver',
  commander: 'incident_commander',
  runner: 'runner',
  machine: 'runner',
  viewer: 'viewer',
  chief: 'admin',
} as const satisfies Record<string, Role>
export type Person = keyof typeof cast

export const whoIs = (id: string): Who => ({ id, digest: `digest of ${id}` })

const zero = Date.parse('2026-11-21T03:00:00.000Z')
/** So many seconds after the proposal. */
export const at = (seconds: number): string => new Date(zero + seconds * 1000).toISOString()

/** The seconds after which the proposals below can no longer be approved. */
export const ttl = 60

/** By a key, unless it is said when they signed in. */
export const asker = (person: Person, seconds = 1, signedIn: SignedIn | null = null): Asker => ({
  who: whoIs(person),
  permissions: permissionsOf([cast[person]]),
  now: at(seconds),
  signedIn,
})

/** Signed in so many seconds before that moment; at most five minutes are wanted. */
export const signedIn = (ago: number, seconds = 1): SignedIn => ({ at: at(seconds - ago), maxAgeSeconds: 300 })

export type Wanted = Partial<Pick<Proposal, 'type' | 'mode' | 'target_ref' | 'payload'>> & {
  by?: Person
  alone?: boolean
}

export function proposalOf({ type = 'rollback_deploy', by = 'operator', alone = false, ...given }: Wanted): Proposal {
  const tier = tierOf[type]
  const policy = alone ? singleOperator(actionPolicy) : actionPolicy
  return {
    id: '019aa000-0000-7000-8000-000000000001',
    workspace: 'acme',
    type,
    tier,
    target_ref: 'checkout-agent',
    reason: 'The canary drifts',
    mode: 'supervised',
    payload: { to: 'v41' },
    proposed_by: whoIs(by),
    proposed_through: 'direct',
    supersedes: null,
    proposed_at: at(0),
    expires_at: at(ttl),
    terms: {
      approvals_required: policy.approvals[tier],
      self_approval: policy.selfApproval[tier],
      typed: policy.typed[tier],
      single_operator: alone,
    },
    ...given,
  }
}

export const proposed = (wanted: Wanted = {}): Action => propose(proposalOf(wanted))

/** Each command as one gives it who wants it to go through, on the target above. */
export const rightly = {
  approve: { name: 'approve', confirmation: 'checkout', note: 'I looked' },
  break_glass: { name: 'break_glass', confirmation: 'checkout', note: 'Nobody else is awake' },
  reject: { name: 'reject', note: 'Not now' },
  repoint: { name: 'repoint', target_ref: 'search-agent', successor: '019aa000-0000-7000-8000-000000000002' },
  claim: { name: 'claim', lease_seconds: 30 },
  mark_executed: { name: 'mark_executed', outcome: { exit: 0 } },
  close_review: { name: 'close_review', note: 'It was right' },
  comment: { name: 'comment', body: 'Why now?' },
} as const satisfies { [N in CommandName]: Extract<Command, { name: N }> }

export type Step = readonly [person: Person, command: CommandName, seconds?: number]

/** What becomes of it when these people do that, one after the other. Each of it has to be possible. */
export const play = (action: Action, ...steps: Step[]): Action =>
  steps.reduce((was, [person, name, seconds]) => {
    const decision = decide(was, rightly[name], asker(person, seconds))
    if (!decision.ok) throw new Error(`${person} cannot ${name}: ${decision.refusal.detail}`)
    return evolve(was, decision.value)
  }, action)

/** The digest as `product.md` words it, by another canonicalizer and another hash than the product's. */
export function digestOf(proposal: Proposal): string {
  const { id, workspace, type, tier, target_ref, reason, mode, payload, proposed_at, expires_at } = proposal
  const proposed_by = proposal.proposed_by.id
  const seen = { id, workspace, type, tier, target_ref, reason, mode, payload, proposed_by, proposed_at, expires_at }
  return `sha256:${createHash('sha256').update(sortedText(seen)).digest('hex')}`
}

/** RFC 8785 as far as it is about the order of the names; numbers and strings are written as JSON.stringify does. */
function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, child]) => `${JSON.stringify(name)}:${sortedText(child)}`).join(',')}}`
}
