import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, asJson, joinQueue, proposalOf, type Queue, type Row, rightly, startQueue } from './action-kit.ts'
import { breaking, entriesOf, idsIn, scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

type Said = { status: number; type: string | null; text: string }
const said = async (response: Response): Promise<Said> => ({
  status: response.status,
  type: response.headers.get('content-type'),
  text: await response.text(),
})
const dayMs = 24 * 60 * 60

/** Requests that change something or are refused by a rule, each with what makes a row for it. */
const requests: [what: string, status: number, ask: (q: Queue) => Promise<(once: string) => Promise<Response>>][] = [
  ['a proposal', 201, async (q) => (once) => q.send(actions, proposalOf(), 'operator', { once })],
  [
    'a proposal that runs by itself',
    201,
    async (q) => (once) => q.send(actions, proposalOf({ type: 'alert', mode: 'autonomous' }), 'operator', { once }),
  ],
  ['an approval', 200, (q) => on(q, 'proposed, tier 3', 'approve')],
  ['breaking glass', 200, (q) => on(q, 'proposed, tier 3', 'approve', breaking)],
  ['a rejection', 200, (q) => on(q, 'approved', 'reject')],
  ['a claim', 200, (q) => on(q, 'approved', 'claim')],
  ['an execution', 200, (q) => on(q, 'approved', 'mark-executed')],
  ['a new target', 201, (q) => on(q, 'approved', 'repoint')],
  ['a comment', 201, (q) => on(q, 'expired', 'comments')],
  ['a closed review', 200, (q) => on(q, 'approved by breaking glass', 'close-review', undefined, 'second')],
  ['an approval that comes too late', 400, (q) => on(q, 'proposed, tier 2', 'approve', {}, 'commander', 86_400)],
  ['what is not possible from this status', 409, (q) => on(q, 'rejected', 'approve')],
  ['an approval of what has changed', 409, (q) => on(q, 'proposed, tier 2', 'approve', { proposal_digest: 'x' })],
  ['a dry run’s execution', 409, (q) => on(q, 'a dry run, approved', 'mark-executed')],
  ['a second approval of one person', 409, (q) => on(q, 'approved once of twice', 'approve', undefined, 'approver')],
  ['a wrong confirmation', 422, (q) => on(q, 'proposed, tier 3', 'approve', { confirmation: 'x', note: 'y' })],
  ['a missing reason', 422, (q) => on(q, 'proposed, tier 3', 'approve', { confirmation: 'checkout' })],
]
async function on(
  q: Queue,
  scene: keyof typeof scenes,
  command: Parameters<Queue['give']>[1],
  body: Record<string, unknown> = rightly(command),
  who: Parameters<Queue['give']>[2] = 'commander',
  wait = 0,
) {
  const { id } = await scenes[scene](q)
  q.time.pass(wait)
  return (once: string) => q.give(id, command, who, body, once)
}

describe.each(engines)('an Idempotency-Key on %s', (engine) => {
  let q: Queue
  let other: Queue
  let n = 0
  const fresh = () => `key-${engine}-${n++}`
  beforeAll(async () => {
    q = await startQueue(engine)
    other = await joinQueue(engine, q)
  })
  afterAll(async () => {
    await other.close()
    await q.close()
  })
  const size = async () => (await asJson<{ size: number }>(await q.get('/api/v1/audit/entries?limit=1'), 200)).size

  test.each(requests)(
    '%s (%d) is answered a second time byte for byte, and has one effect',
    async (_, status, prepare) => {
      const ask = await prepare(q)
      const once = fresh()
      const first = await said(await ask(once))
      expect(first.status, first.text).toBe(status)
      const before = await size()
      // Whatever becomes of the row in between.
      q.time.pass(3600)
      expect([await said(await ask(once)), await said(await ask(once))]).toEqual([first, first])
      expect(await size()).toBe(before)
    },
  )

  test.each(requests)('%s (%d) that comes ten times at once has one effect', async (_, status, prepare) => {
    const ask = await prepare(q)
    const once = fresh()
    const before = await size()
    const answers = await Promise.all(Array.from({ length: 10 }, async () => said(await ask(once))))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(status))
    const after = await size()
    expect(await said(await ask(once))).toEqual(answers[0])
    expect([await size(), after > before]).toEqual([after, status < 409])
  })

  test('the same request to two processes at once has one effect', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await q.propose({ type: 'kill_run' })
      const once = fresh()
      const asks = Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? q : other).give(id, 'approve', 'approver', undefined, once),
      )
      const answers = await Promise.all((await Promise.all(asks)).map(said))
      expect(new Set(answers.map(({ text, status }) => `${status} ${text}`)).size).toBe(1)
      expect(answers[0]?.status).toBe(200)
      expect(await entriesOf(q, id)).toEqual({ 'action.proposal.created': 1, 'action.proposal.approved': 1 })
    }
    const once = fresh()
    const target_ref = 'proposed once'
    const asks = Array.from({ length: 10 }, (_, i) =>
      (i % 2 ? q : other).send(actions, proposalOf({ target_ref }), 'operator', { once }),
    )
    const rows = await Promise.all((await Promise.all(asks)).map((answer) => asJson<Row>(answer, 201)))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1)
    expect(await idsIn(q, 'q=once')).toEqual([rows[0]?.id])
  })

  test('another request under the same key is refused, and changes nothing', async () => {
    const once = fresh()
    const { id } = await scenes.approved(q)
    await asJson(await q.give(id, 'claim', 'commander', { lease_seconds: 30 }, once), 200)
    const before = await size()
    const others: (() => Promise<Response>)[] = [
      () => q.give(id, 'claim', 'commander', { lease_seconds: 31 }, once),
      () => q.give(id, 'mark-executed', 'commander', { lease_seconds: 30 }, once),
      () => q.send(`${actions}/${id}/claim`, {}, 'commander', { once, body: '{ "lease_seconds": 30 }' }),
      () => q.send(actions, proposalOf(), 'commander', { once }),
      () => other.give(id, 'claim', 'commander', {}, once),
    ]
    for (const ask of others) await problemOf(await ask(), 422, 'idempotency_mismatch')
    expect(await size()).toBe(before)
    await asJson(await q.give(id, 'claim', 'commander', { lease_seconds: 30 }, once), 200)
  })

  test('another client’s same key is another key', async () => {
    const once = fresh()
    const { id } = await q.propose({ type: 'kill_run' })
    for (const who of ['approver', 'second'] as const)
      await asJson(await q.give(id, 'approve', who, undefined, once), 200)
    expect((await q.row(id)).approvals).toHaveLength(2)
  })

  test('holds for a day, to the millisecond, and then the request is a new one', async () => {
    const once = fresh()
    const ask = async () => asJson<Row>(await q.send(actions, proposalOf(), 'operator', { once }), 201)
    const first = await ask()
    q.time.pass(dayMs - 0.001)
    expect((await ask()).id).toBe(first.id)
    q.time.pass(0.001)
    const second = await ask()
    expect(second.id).not.toBe(first.id)
    q.time.pass(dayMs - 0.001)
    expect((await ask()).id).toBe(second.id)
  })

  test.each(['', ' ', 'a b', 'ключ', 'x'.repeat(256)])('a key of %j is refused', async (once) => {
    const response = await q.send(actions, proposalOf(), 'operator', { once: Buffer.from(once).toString('latin1') })
    const { issues } = await problemOf(response, 422, 'invalid_input')
    expect(issues).toEqual([{ path: ['idempotency-key'], message: expect.any(String) }])
  })

  test('a request that was refused at the door is not kept: it changed nothing, and can be mended under its key', async () => {
    const once = fresh()
    await problemOf(await q.send(actions, { type: 'no' }, 'operator', { once }), 422, 'invalid_input')
    await problemOf(await q.send(actions, proposalOf(), 'viewer', { once }), 403, 'permission_denied')
    await asJson(await q.send(actions, proposalOf(), 'operator', { once: `${once}${'x'.repeat(200)}` }), 201)
    await asJson(await q.send(actions, proposalOf(), 'operator', { once }), 201)
  })

  test('reading takes no key', async () => {
    const { id } = await q.propose()
    const read = () =>
      q.app.fetch(
        new Request(`http://localhost${actions}/${id}`, {
          headers: { authorization: `Bearer ${q.keys.get('viewer')}`, 'idempotency-key': 'one' },
        }),
        { door: 'desktop' },
      )
    expect(await asJson(await read(), 200)).toMatchObject({ status: 'proposed' })
    await q.did(id, 'reject', 'operator')
    expect(await asJson(await read(), 200)).toMatchObject({ status: 'rejected' })
  })

  test('after all of it the ledger verifies', async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
