import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, joinQueue, nobodyKnows, proposalOf, type Queue, rightly, startQueue } from './action-kit.ts'
import { breaking, scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

type Asks = (q: Queue, ids: Record<string, string>) => Promise<Response>
const hold = '/api/v1/workspace/hold'

/** What a client may ask, and whether it counts as one of its transitions: refused calls do from 429’s place on. */
const calls: [what: string, status: number, counts: boolean, Asks][] = [
  ['a proposal', 201, true, (q) => q.send(actions, proposalOf(), 'commander')],
  ['an approval', 200, true, (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander')],
  ['breaking glass', 200, true, (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander', breaking)],
  ['a rejection', 200, true, (q, { tier3 = '' }) => q.give(tier3, 'reject', 'commander')],
  ['a claim', 200, true, (q, { approved = '' }) => q.give(approved, 'claim', 'commander')],
  ['an execution', 200, true, (q, { approved = '' }) => q.give(approved, 'mark-executed', 'commander')],
  ['a new target', 201, true, (q, { approved = '' }) => q.give(approved, 'repoint', 'commander')],
  ['a closed review', 200, true, (q, { broken = '' }) => q.give(broken, 'close-review', 'commander')],
  ['400: too late', 400, true, (q, { late = '' }) => q.give(late, 'approve', 'commander', {})],
  ['409: not from this status', 409, true, (q, { tier3 = '' }) => q.give(tier3, 'claim', 'commander')],
  [
    '409: another digest',
    409,
    true,
    (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander', { proposal_digest: 'x' }),
  ],
  ['403: their own proposal', 403, true, (q, { own = '' }) => q.give(own, 'approve', 'commander')],
  ['409: the same person twice', 409, true, (q, { once = '' }) => q.give(once, 'approve', 'commander')],
  ['422: typed wrongly', 422, true, (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander', { note: 'x' })],
  [
    '422: no reason',
    422,
    true,
    (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander', { confirmation: 'checkout' }),
  ],
  [
    '401',
    401,
    false,
    (q, { tier3 = '' }) => q.send(`${actions}/${tier3}/approve`, {}, 'commander', { key: 'sk-at-x' }),
  ],
  ['404', 404, false, (q) => q.give(nobodyKnows, 'approve', 'commander')],
  ['403: not permitted', 403, false, (q) => q.send(hold, { held: false }, 'viewer', { method: 'PUT' })],
  ['422: malformed input', 422, false, (q, { tier3 = '' }) => q.give(tier3, 'approve', 'commander', { note: 5 })],
  ['a comment', 201, false, (q, { tier3 = '' }) => q.give(tier3, 'comments', 'commander')],
  ['the hold', 200, false, (q) => q.send(hold, { held: false }, 'commander', { method: 'PUT' })],
  ['reading the list', 200, false, (q) => q.get(actions, 'commander')],
  ['reading a row', 200, false, (q, { tier3 = '' }) => q.get(`${actions}/${tier3}`, 'commander')],
  ['an incident', 201, false, (q) => q.send('/api/v1/incidents', { title: 'x', severity: 'sev4' }, 'commander')],
  [
    'what another client does',
    200,
    false,
    (q, { tier3 = '' }) => q.give(tier3, 'approve', 'second', rightly('approve')),
  ],
]

describe.each(engines)('the limit of transitions on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine, { limits: {} })
  })
  afterAll(() => q.close())
  beforeEach(() => {
    q.services.limits.transitionsPerMinute = 30
    q.time.pass(60)
  })
  const propose = (on = q, who: Parameters<Queue['send']>[2] = 'commander', once?: string) =>
    on.send(actions, proposalOf(), who, once === undefined ? {} : { once })
  const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)
  const many = (count: number, ask: (i: number) => Promise<Response>) =>
    statuses(Array.from({ length: count }, (_, i) => ask(i)))

  test('is 30 a minute: the 31st is told to wait, how long, and that nothing is left', async () => {
    expect(await many(30, () => propose())).toEqual(Array(30).fill(201))
    q.time.pass(17.5)
    const response = await propose()
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'retry-after': '43',
      'ratelimit-limit': '30',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '43',
    })
    expect(await problemOf(response, 429, 'rate_limited')).toMatchObject({ limit: 30, remaining: 0, retry_after: 43 })
  })

  test('is over when its minute is, to the millisecond, and not longer for having asked', async () => {
    await many(30, () => propose())
    q.time.pass(59.999)
    for (let i = 0; i < 5; i += 1) {
      const response = await propose()
      expect(response.headers.get('retry-after')).toBe('1')
      expect(response.status).toBe(429)
    }
    q.time.pass(0.001)
    expect((await many(31, () => propose())).toSorted()).toEqual([...Array(30).fill(201), 429])
  })

  test('is each client’s own', async () => {
    await many(31, () => propose())
    expect([(await propose(q, 'deputy')).status, (await propose(q, 'operator')).status]).toEqual([201, 201])
    const elsewhere = await q.keyFor(['operator'], 'elsewhere')
    expect((await q.send(actions, proposalOf(), 'commander', { key: elsewhere })).status).toBe(201)
    expect((await propose()).status).toBe(429)
  })

  test('does not keep anybody from reading, asking and answering, or holding the workspace', async () => {
    const { id } = await q.propose()
    await many(31, () => propose())
    const held = q.send(hold, { held: true }, 'commander', { method: 'PUT' })
    const lifted = q.send(hold, { held: false }, 'commander', { method: 'PUT' })
    expect(await statuses([held, lifted, q.give(id, 'comments', 'commander')])).toEqual([200, 200, 201])
    const reads = [actions, `${actions}/summary`, `${actions}/${id}`, hold, '/api/v1/audit/entries']
    expect(await many(100, (i) => q.get(reads[i % reads.length] ?? '', 'commander'))).toEqual(Array(100).fill(200))
  })

  test.each(calls)('%s (%d) counts: %s', async (_, status, counts, ask) => {
    const idOf = async (make: (on: Queue) => Promise<{ id: string }>) => (await make(q)).id
    const late = await idOf(() => q.propose({ ttl_seconds: 30 }, 'second'))
    const ids = {
      late,
      tier3: await idOf(scenes['proposed, tier 3']),
      approved: await idOf(scenes.approved),
      broken: await idOf(async () => q.did((await q.propose({ type: 'kill_run' })).id, 'approve', 'deputy', breaking)),
      own: await idOf(() => q.propose({ type: 'kill_run' }, 'commander')),
      once: await idOf(async () => q.did((await q.propose({ type: 'kill_run' })).id, 'approve', 'commander')),
    }
    q.time.pass(60)
    q.services.limits.transitionsPerMinute = 1
    expect((await ask(q, ids)).status).toBe(status)
    expect((await propose()).status).toBe(counts ? 429 : 201)
    expect((await propose()).status).toBe(429)
  })

  test('does not count a request that comes a second time under its key, nor keeps its own answer', async () => {
    q.services.limits.transitionsPerMinute = 2
    const again = await many(5, () => propose(q, 'commander', 'counted-once'))
    expect(again).toEqual(Array(5).fill(201))
    // Of two at once either may be the first.
    expect((await many(2, () => propose())).toSorted()).toEqual([201, 429])
    const refused = await propose(q, 'commander', 'refused-first')
    await problemOf(refused, 429, 'rate_limited')
    q.time.pass(60)
    expect((await propose(q, 'commander', 'refused-first')).status).toBe(201)
    await many(2, () => propose())
    expect((await propose(q, 'commander', 'refused-first')).status).toBe(201)
  })

  test('a 403 that only the body makes one does not count, and comes before 429', async () => {
    const { id } = await q.propose({ type: 'kill_run' })
    q.services.limits.transitionsPerMinute = 1
    q.time.pass(60)
    for (let i = 0; i < 3; i += 1)
      await problemOf(await q.give(id, 'approve', 'approver', breaking), 403, 'permission_denied')
    expect((await q.give(id, 'approve', 'approver')).status).toBe(200)
  })

  test('holds across two processes on one database, also for what comes at once', async () => {
    const other = await joinQueue(engine, q, { limits: {} })
    const both = (i: number) => propose(i % 2 ? q : other)
    expect((await many(40, both)).toSorted()).toEqual([...Array(30).fill(201), ...Array(10).fill(429)])
    expect(await many(2, both)).toEqual([429, 429])
    q.time.pass(60)
    expect(await many(2, both)).toEqual([201, 201])
    await other.close()
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
