import type { Name } from './action-story.ts'

export type Row = Record<string, string | number | null>
export type Change = (row: Row, other: Row) => Row

/** Another state: whoever changes it changes the status along, as the database's own check asks. */
const state =
  (change: (was: string) => string): Change =>
  ({ state: was }) => {
    const text = change(`${was}`)
    if (text === was) throw new Error('that changed nothing')
    return { state: text, status: JSON.parse(text).progress.status }
  }
const replaced = (find: string | RegExp, by: string) => state((was) => was.replace(find, by))
const columns =
  (change: Row): Change =>
  () =>
    change
const progressOf = (progress: object) => replaced(/"progress":\{.*\}\}$/, `"progress":${JSON.stringify(progress)}}`)
const nobody = { digest: 'd', id: 'i' }

/** What is changed of which row; the entry that is named is the one that the row was left by. */
export const changes: readonly [what: string, Name, Change][] = [
  ['the status alone', 'approved', columns({ status: 'proposed' })],
  ['the status of what is over', 'rejected', columns({ status: 'proposed' })],
  ['an approved row, back to proposed', 'approved', progressOf({ status: 'proposed' })],
  [
    'a proposed row, to approved',
    'proposed, tier 3',
    progressOf({ approved_at: '2026-11-21T10:00:00.000Z', status: 'approved' }),
  ],
  [
    'a rejected row, to approved',
    'rejected',
    progressOf({ approved_at: '2026-11-21T10:00:00.000Z', status: 'approved' }),
  ],
  ['an expired row, to proposed', 'expired', progressOf({ status: 'proposed' })],
  [
    'an approved row, to executed',
    'approved',
    progressOf({ approved_at: 'x', executed_at: 'x', executed_by: nobody, outcome: null, status: 'executed' }),
  ],
  ['an approval, away', 'approved', replaced(/"approvals":\[(\{.*?\}),\{.*?\}\]/, '"approvals":[$1]')],
  ['all approvals, away', 'approved once of twice', replaced(/"approvals":\[.*?\],"claim"/, '"approvals":[],"claim"')],
  [
    'an approval that nobody gave',
    'proposed, tier 3',
    replaced('"approvals":[]', '"approvals":[{"actor":{"digest":"d","id":"i"},"at":"x","note":null,"saw":null}]'),
  ],
  ['another approver', 'approved', replaced(/"id":"[0-9a-f-]{36}"/, '"id":"019aa000-0000-7000-8000-000000000000"')],
  ['the order of the approvals', 'executed', replaced(/"approvals":\[(\{.*?\}),(\{.*?\})\]/, '"approvals":[$2,$1]')],
  ['what an approver wrote', 'approved', replaced('I looked', 'I slept')],
  ['the outcome', 'executed', replaced('"exit":0', '"exit":1')],
  ['the outcome of what ran by itself', 'executed by itself', replaced('The canary drifts', 'All is well')],
  ['when it was executed', 'executed', replaced(/"executed_at":"20/, '"executed_at":"19')],
  ['who executed it', 'executed', replaced(/"executed_by":\{"digest":"[0-9a-f]/, '"executed_by":{"digest":"x')],
  ['why it was rejected', 'rejected', replaced('Not now', 'Please')],
  ['what took its place', 're-pointed', replaced(/"superseded_by":"[^"]+"/, '"superseded_by":null')],
  [
    'that glass was broken',
    'approved by breaking glass',
    replaced(/"glass":\{.*?\},"progress"/s, '"glass":null,"progress"'),
  ],
  [
    'an open review, to closed',
    'executed after breaking glass',
    replaced('"review":null', '"review":{"at":"x","by":{"digest":"d","id":"i"},"note":"fine"}'),
  ],
  ['a closed review, to open', 'reviewed after breaking glass', replaced(/"review":\{.*?\}\}/, '"review":null}')],
  ['a claim, away', 'claimed', replaced(/"claim":\{.*?\}(,"expires_at":"[^"]+")?\}/, '"claim":null')],
  ['when a claim lapses', 'claimed, and the lease is over', replaced(/"expires_at":"20/, '"expires_at":"29')],
  ['how the state is spelled', 'proposed, tier 2', state((was) => ` ${was}`)],
  ['the payload', 'proposed, tier 3', columns({ payload: '{"a":1}' })],
  ['how the payload is spelled', 'executed', columns({ payload: '{ }' })],
  ['the target', 'approved', columns({ target_ref: 'another' })],
  ['the reason', 'executed', columns({ reason: 'another' })],
  ['the mode', 'a dry run, approved', columns({ mode: 'supervised' })],
  ['the type and with it the tier', 'proposed, tier 3', columns({ type: 'alert', tier: 1 })],
  ['the tier alone', 'proposed, tier 3', columns({ tier: 1 })],
  ['when its time is over', 'proposed, tier 1', columns({ expires_at: '2099-01-01T00:00:00.000Z' })],
  ['when it was proposed', 'expired', columns({ proposed_at: '2020-01-01T00:00:00.000Z' })],
  ['who proposed it', 'proposed, tier 3', columns({ proposed_by: '019aa000-0000-7000-8000-000000000000' })],
  ['who that stands for', 'executed', columns({ proposed_by_digest: 'x' })],
  ['through what it was proposed', 'proposed, tier 3', columns({ proposed_through: 'assistant' })],
  ['what it supersedes', 'proposed, tier 3', columns({ supersedes: '019aa000-0000-7000-8000-000000000000' })],
  [
    'what is asked of people',
    'proposed, tier 3',
    ({ terms }) => ({ terms: `${terms}`.replace('"approvals_required":2', '"approvals_required":1') }),
  ],
  ['the digest', 'approved', columns({ proposal_digest: 'sha256:00' })],
  ['by what it is found', 'rejected', columns({ words: 'nothing' })],
  ['the entry that it names', 'approved', columns({ last_seq: 1 })],
  ['the entry that it names, though it is over', 'executed', ({ last_seq }) => ({ last_seq: Number(last_seq) + 1 })],
  ['its id', 'proposed, tier 2', columns({ id: '019aa000-0000-7000-8000-000000000000' })],
  [
    'the proposal, with a digest that fits',
    'proposed, tier 3',
    (_, { payload, proposal_digest, target_ref }) => ({
      payload: payload ?? '',
      proposal_digest: proposal_digest ?? '',
      target_ref: target_ref ?? '',
    }),
  ],
  [
    'what became of it, for what became of another',
    'proposed, tier 3',
    (_, { state: of, status }) => ({ state: of ?? '', status: status ?? '' }),
  ],
]
