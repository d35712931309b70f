import { expect, test } from 'vitest'
import type { Action, Vote } from '../../shared/domain/action.ts'
import { type Edge, invariants } from './action-invariants.ts'
import {
  approved,
  broken,
  byApprover,
  claimed,
  executed,
  expired,
  half,
  rejected,
  reviewed,
  tier2,
  tier3,
} from './action-scenes.ts'
import { at, proposalOf, proposed, signedIn, ttl, whoIs } from './action-setting.ts'

const still: Edge = {
  before: tier3,
  after: tier3,
  did: 'approve',
  refused: false,
  by: 'approver',
  permissions: new Set(),
  now: at(1),
  signedIn: null,
  held: false,
}
const becoming = (before: Action, progress: Action['progress']) => ({ before, after: { ...before, progress } })
const vote = (id: string, seconds = 1): Vote => ({ actor: whoIs(id), at: at(seconds), note: null, saw: null })
const dry = proposed({ mode: 'dry_run' })
const autonomous = proposed({ type: 'throttle', mode: 'autonomous' })
const byBreaker = reviewed.glass && { ...reviewed.glass, review: { by: whoIs('commander'), at: at(1), note: '' } }

/** A step for each rule that breaks it: a rule that nothing can break would be no test. */
const breaches: Record<string, Partial<Edge>> = {
  'nothing leaves the diagram of the source': becoming(rejected, approved.progress),
  'a step that skips the approval is the run of an autonomous tier 1': {
    did: 'run',
    ...becoming(autonomous, executed.progress),
  },
  'a refusal changes nothing, but that who comes too late finds it expired': { refused: true, after: half },
  'it expires past its TTL, and never before': becoming(tier3, expired.progress),
  'nobody counts twice': { after: { ...tier3, approvals: [vote('approver'), vote('approver', 2)] } },
  'no approval counts that came past the TTL': { after: { ...tier3, approvals: [vote('approver', ttl)] } },
  'nobody approves their own tier 3, but by breaking glass or where one is alone': {
    after: { ...byApprover, approvals: [vote('approver')] },
  },
  'a tier 3 is approved and executed by two other people, or is marked': {
    after: { ...byApprover, approvals: [vote('approver'), vote('second')], progress: executed.progress },
  },
  'a tier 2 or 3 is executed only when a person has approved, autonomous or not': becoming(
    autonomous,
    executed.progress,
  ),
  'an approved row has been approved': becoming(tier2, approved.progress),
  'a dry run is never executed, and never claimed': { after: { ...dry, claim: claimed.claim } },
  'a held workspace runs nothing': { did: 'run', held: true, ...becoming(autonomous, executed.progress) },
  'what is settled stays as it is': { before: rejected, after: { ...rejected, approvals: [vote('approver')] } },
  'who signed in too long ago approves no tier 3, alone or with others': {
    after: half,
    signedIn: signedIn(300.001),
  },
  'no command but a comment is possible on what is settled': { did: 'close_review', before: executed, after: executed },
  'a final status is final, whatever review is open': becoming(
    { ...broken, progress: executed.progress },
    rejected.progress,
  ),
  'a proposal is never edited': { after: { ...tier3, proposal: proposalOf({ target_ref: 'search-agent' }) } },
  'an approval is never taken back, but for the glass that its giver breaks': { before: half, after: tier3 },
  'it is claimed once: neither a lease nor its end makes room for another': {
    before: claimed,
    after: { ...claimed, claim: { by: whoIs('machine'), at: at(31), expires_at: at(61) } },
  },
  'while a runner has it nobody else executes it, and nobody rejects it': {
    by: 'machine',
    ...becoming(claimed, executed.progress),
  },
  'what was broken stays marked for ever': { before: broken, after: { ...broken, glass: null } },
  'glass is broken on a proposed tier 3 alone, in time': { before: tier2, after: { ...tier2, glass: broken.glass } },
  'its review is closed once, by somebody else': { before: broken, after: { ...broken, glass: byBreaker } },
  'who acts may': { before: tier3, after: half },
}

test.each(Object.keys(invariants))('%s: a step that breaks it is told', (name) => {
  const breach = breaches[name]
  expect(breach).toBeDefined()
  expect(invariants[name]?.({ ...still, ...breach })).toBe(false)
})

test.each([
  ['nothing at all', { refused: true }],
  ['an approval', { after: half, permissions: new Set(['actions.approve'] as const) }],
  ['a claim', { before: approved, after: claimed, did: 'claim', permissions: new Set(['actions.execute'] as const) }],
  ['an expiry', { ...becoming(tier3, expired.progress), did: 'expire', now: at(ttl) }],
] satisfies [string, Partial<Edge>][])('%s breaks none of them', (_, step) => {
  const edge = { ...still, ...step }
  expect(Object.keys(invariants).filter((name) => !invariants[name]?.(edge))).toEqual([])
})
