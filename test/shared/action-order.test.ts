import { describe, expect, test } from 'vitest'
import { type Action, type Claim, isPastTtl } from '../../shared/domain/action.ts'
import type { Command, CommandName } from '../../shared/domain/action-commands.ts'
import { decide } from '../../shared/domain/action-rules.ts'
import { type Permission, permissions } from '../../shared/domain/permission.ts'
import type { RefusalCode } from '../../shared/domain/result.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'
import { approved, broken, executed, expired, reviewed, tier3 } from './action-scenes.ts'
import { at, rightly, signedIn, ttl, whoIs } from './action-setting.ts'

type Given = {
  confirmation?: string | undefined
  note?: string | undefined
  proposal_digest?: string | undefined
}
/** Everything that a decision is made of, one thing each, so that each can be spoiled by itself. */
type Scene = {
  action: Action
  who: string
  permissions: readonly Permission[]
  now: string
  signedIn: SignedIn | null
  given: Given
}
type Spoil = readonly [code: RefusalCode, why: string, (scene: Scene) => Scene]

const row = (change: (action: Action) => Partial<Action>) => (scene: Scene) => ({
  ...scene,
  action: { ...scene.action, ...change(scene.action) },
})
const given = (change: Given) => (scene: Scene) => ({ ...scene, given: { ...scene.given, ...change } })
const claim = (by: string, until: number): Claim => ({ by: whoIs(by), at: at(1), expires_at: at(until) })

const unpermitted: Spoil = ['permission_denied', '403 permission', (scene) => ({ ...scene, permissions: [] })]
// An expired row is both: no longer within its TTL, and not of the status that is needed.
const late: Spoil = ['approval_expired', '400 expired', row(() => ({ progress: expired.progress }))]
const settled: Spoil = ['invalid_transition', '409 status', row(() => ({ progress: executed.progress }))]
const tooLow: Spoil = ['invalid_transition', '409 tier', row((it) => ({ proposal: { ...it.proposal, tier: 2 } }))]
const unseen: Spoil = ['proposal_changed', '409 digest', given({ proposal_digest: 'sha256:of something else' })]
const own: Spoil = [
  'self_approval',
  '403 self',
  row((it) => ({ proposal: { ...it.proposal, proposed_by: whoIs('me') } })),
]
const twice: Spoil = [
  'already_approved',
  '409 duplicate',
  row(() => ({ approvals: [{ actor: whoIs('me'), at: at(1), note: null, saw: null }] })),
]
const stale: Spoil = ['step_up_required', '401 sign-in', (scene) => ({ ...scene, signedIn: signedIn(301, 2) })]
const untyped: Spoil = ['confirmation_mismatch', '422 confirmation', given({ confirmation: 'chekcout' })]
const unreasoned: Spoil = ['reason_required', '422 reason', given({ note: ' ' })]
const dry: Spoil = [
  'dry_run_never_executes',
  '409 dry run',
  row((it) => ({ proposal: { ...it.proposal, mode: 'dry_run' } })),
]
const taken: Spoil = ['already_claimed', '409 claimed', row(() => ({ claim: claim('runner', 31) }))]
const lapsed: Spoil = ['outcome_unknown', '409 unknown', row(() => ({ claim: claim('runner', 1) }))]
const closed: Spoil = ['invalid_transition', '409 status', row(() => ({ glass: reviewed.glass }))]
const breaker: Spoil = [
  'self_approval',
  '403 self',
  row(({ glass }) => ({ glass: glass && { ...glass, by: whoIs('me') } })),
]

/** What may be wrong with each command, in the order in which `api.md` has it told. */
const orders: { name: CommandName; of: Action; with: (given: Given) => Command; spoils: readonly Spoil[] }[] = [
  {
    name: 'approve',
    of: tier3,
    with: (given) => ({ ...rightly.approve, ...given }),
    spoils: [unpermitted, late, settled, unseen, own, twice, stale, untyped, unreasoned],
  },
  {
    name: 'break_glass',
    of: tier3,
    with: (given) => ({ ...rightly.break_glass, ...given }),
    spoils: [unpermitted, late, settled, tooLow, unseen, stale, untyped, unreasoned],
  },
  { name: 'reject', of: approved, with: () => rightly.reject, spoils: [unpermitted, settled, taken] },
  { name: 'repoint', of: approved, with: () => rightly.repoint, spoils: [unpermitted, settled, taken] },
  { name: 'claim', of: approved, with: () => rightly.claim, spoils: [unpermitted, dry, settled, taken] },
  { name: 'claim', of: approved, with: () => rightly.claim, spoils: [unpermitted, dry, settled, lapsed] },
  {
    name: 'mark_executed',
    of: approved,
    with: () => rightly.mark_executed,
    spoils: [unpermitted, dry, settled, taken],
  },
  {
    name: 'close_review',
    of: broken,
    with: (given) => ({ ...rightly.close_review, ...given }),
    spoils: [unpermitted, closed, breaker, unreasoned],
  },
  { name: 'comment', of: tier3, with: () => rightly.comment, spoils: [unpermitted] },
]

function decideSpoilt({ of, with: command }: (typeof orders)[number], spoils: readonly Spoil[]) {
  const good: Scene = { action: of, who: 'me', permissions, now: at(2), signedIn: signedIn(300, 2), given: {} }
  // The later ones first, so that where two spoil the same thing the earlier has the last word.
  const { action, ...scene } = spoils.reduceRight((was, [, , spoil]) => spoil(was), good)
  const decision = decide(action, command(scene.given), {
    who: whoIs(scene.who),
    permissions: new Set(scene.permissions),
    now: scene.now,
    signedIn: scene.signedIn,
  })
  return decision.ok ? 'accepted' : decision.refusal.code
}

const pairs = orders.flatMap((order) =>
  order.spoils.flatMap((first, index) =>
    order.spoils.slice(index + 1).map((second) => ({
      order,
      name: order.name,
      first: first[1],
      second: second[1],
      spoils: [first, second],
      code: first[0],
    })),
  ),
)

describe('of two reasons to refuse, the earlier of api.md’s order is told', () => {
  test.each(pairs)('$name: $first before $second', ({ order, spoils, code }) => {
    expect(decideSpoilt(order, spoils)).toBe(code)
  })

  test.each(orders)('$name: of any number of reasons the earliest, and without any it goes through', (order) => {
    const { spoils } = order
    for (let set = 0; set < 2 ** spoils.length; set++) {
      const chosen = spoils.filter((_, index) => set & (1 << index))
      const told = chosen.map(([, why]) => why).join(', ')
      expect(decideSpoilt(order, chosen), told).toBe(chosen[0]?.[0] ?? 'accepted')
    }
  })

  test('a row past its TTL that nobody has flipped yet is told as expired, whatever else is wrong', () => {
    expect(isPastTtl(tier3.proposal, at(ttl))).toBe(true)
    const nothing = { name: 'approve', proposal_digest: 'sha256:of something else' } as const
    for (const name of ['operator', 'somebody']) {
      const asker = { who: whoIs(name), permissions: new Set(permissions), now: at(ttl), signedIn: signedIn(9999, ttl) }
      const decision = decide(tier3, nothing, asker)
      expect(decision).toMatchObject({ ok: false, refusal: { code: 'approval_expired' } })
    }
  })
})
