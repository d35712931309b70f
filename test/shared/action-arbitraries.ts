import fc from 'fast-check'
import type { Action, BrokenGlass, Claim, Progress, Proposal, Vote, Who } from '../../shared/domain/action.ts'
import type { Asker, Command, Event } from '../../shared/domain/action-commands.ts'
import { actionTypes, confirmationFor, modes } from '../../shared/domain/action-policy.ts'
import type { Json } from '../../shared/domain/entry.ts'
import { permissions, permissionsOf, roles } from '../../shared/domain/permission.ts'
import type { SignedIn } from '../../shared/domain/step-up.ts'
import { at, type Person, proposalOf, rightly, ttl, whoIs } from './action-setting.ts'

/** Few people and few moments, so that what happens to one another is frequent. */
const people = ['operator', 'approver', 'second', 'commander', 'runner', 'machine'] as const satisfies Person[]
/** The moments of the proposal, of its expiry, and of the ends of leases taken at them; most often in time. */
const early = [0, 1, 5, 6, 31] as const
const seconds = [...early, ...early, ...early, ttl - 0.001, ttl, ttl + 29.999, ttl + 30, 9999] as const

const anyWho = (): fc.Arbitrary<Who> => fc.constantFrom(...people).map(whoIs)
export const anyMoment = (): fc.Arbitrary<string> => fc.constantFrom(...seconds).map(at)
const anyNote = () => fc.oneof({ weight: 5, arbitrary: fc.constant('because') }, fc.constantFrom('', ' \t', undefined))
const anyJson = (): fc.Arbitrary<Json> =>
  fc.jsonValue({ maxDepth: 2 }).map((value): Json => JSON.parse(JSON.stringify(value)))

const anyTarget = () =>
  fc.oneof(
    fc.constant('checkout-agent'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom('a', 'sevenxx', '🚀🚀🚀🚀🚀🚀🚀🚀🚀'),
  )

export const anyProposal = (): fc.Arbitrary<Proposal> =>
  fc
    .record({
      type: fc.constantFrom(...actionTypes, 'rollback_deploy' as const, 'rollback_deploy' as const),
      mode: fc.constantFrom(...modes),
      target_ref: anyTarget(),
      payload: anyJson(),
      by: fc.constantFrom(...people),
      alone: fc.constantFrom(false, false, false, true),
    })
    .map(proposalOf)

const anyVote = (): fc.Arbitrary<Vote> =>
  fc.record({
    actor: anyWho(),
    at: anyMoment(),
    note: fc.constantFrom(null, 'because'),
    saw: fc.constantFrom(null, 'sha256:x'),
  })

const anyReview = () => fc.record({ by: anyWho(), at: anyMoment(), note: fc.constant('right') })
const anyGlass = (): fc.Arbitrary<BrokenGlass> =>
  fc.record({ by: anyWho(), at: anyMoment(), note: fc.constant('alone'), review: fc.option(anyReview()) })
const anyClaim = (): fc.Arbitrary<Claim> => fc.record({ by: anyWho(), at: anyMoment(), expires_at: anyMoment() })

const anyProgress = (): fc.Arbitrary<Progress> =>
  fc
    .record({ by: anyWho(), now: anyMoment(), approved_at: fc.option(anyMoment()), outcome: anyJson() })
    .chain(({ by, now, approved_at, outcome }) =>
      fc.constantFrom<Progress>(
        { status: 'proposed' },
        { status: 'approved', approved_at: now },
        { status: 'executed', approved_at, executed_at: now, executed_by: by, outcome },
        { status: 'rejected', approved_at, rejected_at: now, rejected_by: by, note: null, superseded_by: null },
        { status: 'expired', expired_at: now },
      ),
    )

/** Any row at all, also those that nothing leads to. */
export const anyAction = (): fc.Arbitrary<Action> =>
  fc.record({
    proposal: anyProposal(),
    approvals: fc.array(anyVote(), { maxLength: 3 }),
    glass: fc.option(anyGlass()),
    claim: fc.option(anyClaim()),
    progress: anyProgress(),
  })

export const anyEvent = (): fc.Arbitrary<Event> =>
  fc
    .record({ by: anyWho(), now: anyMoment(), vote: anyVote(), glass: anyGlass(), outcome: anyJson() })
    .chain(({ by, now, vote, glass, outcome }) =>
      fc.constantFrom<Event>(
        { kind: 'approved', vote, complete: true },
        { kind: 'approved', vote, complete: false },
        { kind: 'glass_broken', vote, glass },
        { kind: 'rejected', by, at: now, note: null, superseded_by: null },
        { kind: 'claimed', by, at: now, expires_at: at(9999) },
        { kind: 'executed', by, at: now, outcome },
        { kind: 'expired', at: now },
        { kind: 'review_closed', by, at: now, note: 'right' },
        { kind: 'commented', by, at: now, body: 'why?' },
      ),
    )

/** Most often of no interest; else in time, too long ago, by a clock that is ahead, or nobody knows when. */
const ages = [0, 299.999, 300, 300.001, 9999, -59.999, -60, -60.001, -9999] as const
const anySignIn = (now: string): fc.Arbitrary<SignedIn | null> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 2,
      arbitrary: fc.record({
        at: fc.option(fc.constantFrom(...ages).map((age) => new Date(Date.parse(now) - age * 1000).toISOString())),
        maxAgeSeconds: fc.constantFrom(300, 300, 301),
      }),
    },
  )

export const anyAsker = (): fc.Arbitrary<Asker> => anyMoment().chain((now) => anyAskerAt(now))

const anyAskerAt = (now: string): fc.Arbitrary<Asker> =>
  fc.record({
    who: anyWho(),
    permissions: fc.oneof(
      { weight: 6, arbitrary: fc.constant(new Set(permissions)) },
      { weight: 1, arbitrary: fc.subarray([...roles]).map(permissionsOf) },
      { weight: 1, arbitrary: fc.subarray([...permissions]).map((some) => new Set(some)) },
    ),
    now: fc.constant(now),
    signedIn: anySignIn(now),
  })

/** More often right than wrong, or nothing would ever happen. */
export const anyCommand = (proposal: Proposal, digest: string): fc.Arbitrary<Command> => {
  const right = confirmationFor(proposal.target_ref)
  const typed = {
    confirmation: fc.oneof(
      { weight: 5, arbitrary: fc.constant(right) },
      fc.constantFrom(undefined, `${right} `, right.slice(1)),
    ),
    note: anyNote(),
    proposal_digest: fc.constantFrom(undefined, digest, digest, digest, digest, digest, 'sha256:of something else'),
  }
  return fc.oneof(
    { weight: 10, arbitrary: fc.record({ name: fc.constant('approve'), ...typed }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('break_glass'), ...typed }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('reject'), note: anyNote() }) },
    { weight: 1, arbitrary: fc.constant(rightly.repoint) },
    { weight: 6, arbitrary: fc.record({ name: fc.constant('claim'), lease_seconds: fc.constantFrom(5, 30, 3600) }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('mark_executed'), outcome: anyJson() }) },
    { weight: 3, arbitrary: fc.record({ name: fc.constant('close_review'), note: anyNote() }) },
    { weight: 1, arbitrary: fc.constant(rightly.comment) },
  )
}
