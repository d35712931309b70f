import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { nobodyKnows, type Person, type Queue, rightly, startQueue } from './action-kit.ts'
import { problemOf } from './problem-shape.ts'

/** What somebody is about to ask, and the row that they ask it of. */
type Attempt = {
  proposer: Person
  who: Person
  voted: boolean
  expired: boolean
  rejected: boolean
  limited: boolean
  id: string | undefined
  key: 'theirs' | 'none'
  body: Record<string, unknown>
}
type Fault = { status: number; code: string; spoil(attempt: Attempt): Attempt }

/**
 * Everything that can be wrong about an approval, in the order of api.md: 401, 404, 403 permission, 422 shape, 429,
 * 400 expired, 409 status, 409 digest, 403 self, 409 duplicate, 422 confirmation, 422 reason.
 */
const faults = {
  'no credential': { status: 401, code: 'credential_missing', spoil: (a) => ({ ...a, key: 'none' }) },
  'no such row': { status: 404, code: 'not_found', spoil: (a) => ({ ...a, id: nobodyKnows }) },
  'not permitted': { status: 403, code: 'permission_denied', spoil: (a) => ({ ...a, who: 'operator' }) },
  'malformed input': {
    status: 422,
    code: 'invalid_input',
    spoil: (a) => ({ ...a, body: { ...a.body, break_glass: 'yes' } }),
  },
  'over the limit': { status: 429, code: 'rate_limited', spoil: (a) => ({ ...a, limited: true }) },
  'past its time': { status: 400, code: 'approval_expired', spoil: (a) => ({ ...a, expired: true }) },
  'not from this status': { status: 409, code: 'invalid_transition', spoil: (a) => ({ ...a, rejected: true }) },
  'another digest': {
    status: 409,
    code: 'proposal_changed',
    spoil: (a) => ({ ...a, body: { ...a.body, proposal_digest: `sha256:${'0'.repeat(64)}` } }),
  },
  'their own proposal': { status: 403, code: 'self_approval', spoil: (a) => ({ ...a, proposer: a.who }) },
  'the same person twice': { status: 409, code: 'already_approved', spoil: (a) => ({ ...a, voted: true }) },
  'typed wrongly': {
    status: 422,
    code: 'confirmation_mismatch',
    spoil: (a) => ({ ...a, body: { ...a.body, confirmation: 'Checkout' } }),
  },
  'without a reason': {
    status: 422,
    code: 'reason_required',
    spoil: ({ body: { note: _, ...body }, ...a }) => ({ ...a, body }),
  },
} as const satisfies Record<string, Fault>
type Name = keyof typeof faults
const names = Object.keys(faults) as Name[]

/** A row that is not there has no state; what has expired was not rejected; a proposer has not approved. */
const ofTheRow = names.slice(5)
const apart: readonly (readonly Name[])[] = [
  ...ofTheRow.map((name): Name[] => ['no such row', name]),
  ['past its time', 'not from this status'],
  ['their own proposal', 'the same person twice'],
  ['not permitted', 'the same person twice'],
]
const together = (one: Name, other: Name) => !apart.some((pair) => pair.includes(one) && pair.includes(other))
const pairs = names.flatMap((first, i) => names.slice(i + 1).map((second): [Name, Name] => [first, second]))

describe.each(engines)('an approval on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())
  afterEach(() => {
    q.services.limits.transitionsPerMinute = 1_000_000
  })

  const right: Attempt = {
    proposer: 'operator',
    who: 'approver',
    voted: false,
    expired: false,
    rejected: false,
    limited: false,
    id: undefined,
    key: 'theirs',
    body: rightly('approve'),
  }

  async function attempt({ proposer, who, voted, expired, rejected, limited, id, key, body }: Attempt) {
    const row = await q.propose({ type: 'rollback_deploy', ttl_seconds: 30 }, proposer)
    if (voted) await q.did(row.id, 'approve', who)
    if (rejected) await q.did(row.id, 'reject', 'commander')
    if (expired) q.time.pass(30)
    if (limited) q.services.limits.transitionsPerMinute = 0
    const before = await q.row(row.id)
    const options = key === 'none' ? { key: undefined } : {}
    const path = `/api/v1/deployments/actions/${id ?? row.id}/approve`
    return { before, response: await q.send(path, body, who, options) }
  }

  test('with nothing wrong about it goes through', async () => {
    expect((await attempt(right)).response.status).toBe(200)
  })

  test.each(names)('with one thing wrong is refused: %s', async (name) => {
    const { status, code, spoil } = faults[name]
    const { before, response } = await attempt(spoil(right))
    const { status: _, ...said } = await problemOf(response, status, code)
    const { approvals, status: after } = await q.row(before.id)
    expect(approvals).toEqual(before.approvals)
    expect(after).toBe(name === 'past its time' ? 'expired' : before.status)
    expect(said).toMatchObject(
      {
        'not permitted': { permission: 'actions.approve' },
        'malformed input': { issues: [{ path: ['break_glass'], message: expect.any(String) }] },
        'over the limit': { limit: 0, remaining: 0, retry_after: expect.any(Number) },
        'past its time': { current_status: 'expired', expires_at: before.expires_at },
        'not from this status': { current_status: 'rejected', by: before.rejected_by?.id, at: before.rejected_at },
        'another digest': { proposal_digest: before.proposal_digest },
        'the same person twice': { at: before.approvals[0]?.at },
        'typed wrongly': { expected_length: 8 },
      }[name as string] ?? {},
    )
  })

  test.each(pairs.filter(([first, second]) => together(first, second)))('%s comes before %s', async (first, second) => {
    const { status, code } = faults[first]
    // The one that is told is applied last, so that the other cannot take its place.
    const both = faults[first].spoil(faults[second].spoil(right))
    await problemOf((await attempt({ ...both, ...keptOf(first, second, both) })).response, status, code)
  })
})

/** Whoever is not permitted may also be the proposer. */
const keptOf = (first: Name, second: Name, { who }: Attempt): Partial<Attempt> =>
  first === 'not permitted' && second === 'their own proposal' ? { proposer: who } : {}
