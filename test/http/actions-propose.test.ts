import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { actionTypes, tierOf } from '../../shared/domain/action-policy.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { actions, asJson, proposalOf, type Queue, type Row, startQueue } from './action-kit.ts'
import { problemOf } from './problem-shape.ts'

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
/** JSON that JSON.stringify cannot be made to say. */
const raw = (payload: string) => `{"type":"throttle","target_ref":"x","reason":"y","payload":${payload}}`
const tooDeep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`

const refused: [what: string, body: object | string, at: string | undefined][] = [
  ['no type', { type: undefined }, 'type'],
  ['a type of nobody', { type: 'reboot' }, 'type'],
  ['a type in another case', { type: 'Throttle' }, 'type'],
  ['a list of types', { type: ['throttle'] }, 'type'],
  ['a name that every object has', { type: 'constructor' }, 'type'],
  ['a tier that disagrees', { type: 'kill_run', tier: 1 }, 'tier'],
  ['a tier that is none', { tier: 4 }, 'tier'],
  ['a tier as text', { tier: '2' }, 'tier'],
  ['no target', { target_ref: undefined }, 'target_ref'],
  ['an empty target', { target_ref: '' }, 'target_ref'],
  ['a blank target', { target_ref: ' \u00a0 ' }, 'target_ref'],
  ['a target of two lines', { target_ref: 'a\nb' }, 'target_ref'],
  ['a target that reads from the other side', { target_ref: 'agent\u202etnega' }, 'target_ref'],
  ['a target with a character that is not seen', { target_ref: 'check\u200bout' }, 'target_ref'],
  ['a target with a zero byte', { target_ref: 'a\u0000' }, 'target_ref'],
  ['a target with a control character', { target_ref: 'a\u0085b' }, 'target_ref'],
  ['a target of 401 characters', { target_ref: 'x'.repeat(401) }, 'target_ref'],
  ['half a character in the target', { target_ref: 'a\ud83d' }, 'target_ref'],
  ['a target that is a number', { target_ref: 5 }, 'target_ref'],
  ['no reason', { reason: undefined }, 'reason'],
  ['a blank reason', { reason: ' \n\t ' }, 'reason'],
  ['a reason of 2,001 characters', { reason: 'x'.repeat(2001) }, 'reason'],
  ['a reason with a bell', { reason: 'a\u0007' }, 'reason'],
  ['a reason with a zero byte', { reason: 'a\u0000' }, 'reason'],
  ['half a character in the reason', { reason: '\udc00' }, 'reason'],
  ['a mode of nobody', { mode: 'manual' }, 'mode'],
  ['a mode of null', { mode: null }, 'mode'],
  ...[29, 86_401, 30.5, -1, 0, '60', null, 1e300].map((ttl): [string, object, string] => [
    `a ttl of ${JSON.stringify(ttl)}`,
    { ttl_seconds: ttl },
    'ttl_seconds',
  ]),
  ...[null, [], 'text', 5, true].map((payload): [string, object, string] => [
    `a payload of ${JSON.stringify(payload)}`,
    { payload },
    'payload',
  ]),
  ['a payload with 1e400', raw('{"n":1e400}'), 'payload'],
  ['a payload with -1e400', raw('{"n":[-1e400]}'), 'payload'],
  ['a payload with half a character', raw('{"a":"\\ud83d"}'), 'payload'],
  ['a payload with half a character as a name', raw('{"\\udc00":1}'), 'payload'],
  ['a payload with a zero byte', raw('{"a":["\\u0000"]}'), 'payload'],
  ['a payload with a zero byte in a name', raw('{"a\\u0000":1}'), 'payload'],
  ['a payload with a zero byte behind a backslash', raw('{"a":"\\\\\\u0000"}'), 'payload'],
  ['a payload 51 levels deep', { payload: nested(51) }, 'payload'],
  ['a payload 5,001 levels deep', raw(tooDeep), 'payload'],
  ['a payload of more than 64 kB', { payload: { a: 'x'.repeat(65_536 - 7) } }, 'payload'],
  ['no JSON', '{"type":', undefined],
  ['nothing', '', undefined],
  ['a list', '[]', undefined],
  ['null', 'null', undefined],
]

const accepted: [what: string, body: object | string, row: object][] = [
  ['at its smallest', {}, { mode: 'supervised', payload: {}, tier: 2 }],
  ['with the tier that it has', { type: 'kill_run', tier: 3 }, { tier: 3 }],
  ['with blanks around the target', { target_ref: '  a b ' }, { target_ref: 'a b' }],
  ['with a target of 400 characters', { target_ref: '字'.repeat(400) }, { target_ref: '字'.repeat(400) }],
  ['with a reason of several lines', { reason: 'one\r\n\ttwo' }, { reason: 'one\r\n\ttwo' }],
  ['with a reason that is one long word', { reason: '字'.repeat(2000) }, { reason: '字'.repeat(2000) }],
  ['with a reason that grows in a search', { reason: '\ufdfa'.repeat(2000) }, { reason: '\ufdfa'.repeat(2000) }],
  ['for 30 seconds', { ttl_seconds: 30 }, { expires_at: '2026-11-21T10:00:30.000Z' }],
  ['for a day', { ttl_seconds: 86_400 }, { expires_at: '2026-11-22T10:00:00.000Z' }],
  ['for an hour, when tier 1 says nothing', { type: 'alert' }, { expires_at: '2026-11-21T11:00:00.000Z' }],
  ['for half an hour, when tier 2 says nothing', {}, { expires_at: '2026-11-21T10:30:00.000Z' }],
  ['for a quarter, when tier 3 says nothing', { type: 'scale_down' }, { expires_at: '2026-11-21T10:15:00.000Z' }],
  ['with a payload 50 levels deep', { payload: nested(50) }, { payload: nested(50) }],
  ['with a payload of 64 kB', { payload: { a: 'x'.repeat(65_536 - 8) } }, { payload: { a: 'x'.repeat(65_536 - 8) } }],
  ['with a payload that says \\u0000 without being it', raw('{"a":"\\\\u0000"}'), { payload: { a: '\\u0000' } }],
  [
    'with numbers at the edge',
    raw('{"a":[-0,1e308,5e-324,9007199254740991]}'),
    { payload: JSON.parse('{"a":[0,1e308,5e-324,9007199254740991]}') },
  ],
  [
    'with members of every name',
    raw('{"__proto__":{"x":1},"constructor":2,"":3}'),
    { payload: JSON.parse('{"__proto__":{"x":1},"constructor":2,"":3}') },
  ],
]

/** What a body may claim, and what nobody but the server says. */
const claims = {
  id: '019aa000-0000-7000-8000-000000000001',
  workspace: 'other',
  status: 'approved',
  approvals: [{ actor: 'me' }],
  approvals_required: 0,
  proposed_by: { id: 'somebody', name: 'The boss' },
  proposed_through: 'assistant',
  proposed_at: '2020-01-01T00:00:00.000Z',
  expires_at: '2099-01-01T00:00:00.000Z',
  approved_at: '2020-01-01T00:00:00.000Z',
  executed_at: '2020-01-01T00:00:00.000Z',
  supersedes: '019aa000-0000-7000-8000-000000000002',
  single_operator: true,
  terms: { approvals_required: 0, self_approval: true },
  proposal_digest: 'sha256:00',
  outcome: { ok: true },
  break_glass: true,
}

describe.each(engines)('proposing on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())
  const send = (body: object | string) =>
    q.send(
      actions,
      proposalOf(typeof body === 'string' ? {} : { ...body }),
      'operator',
      typeof body === 'string' ? { body } : {},
    )

  test.each(refused)('%s: refused, and where', async (_, body, at) => {
    const before = (await q.verify()).size
    const { issues } = await problemOf(await send(body), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: at === undefined ? [] : [at], message: expect.any(String) })
    expect((await q.verify()).size).toBe(before)
  })

  test.each(accepted)('%s: accepted', async (_, body, expected) => {
    const row = await asJson<Row>(await send(body), 201)
    expect(row).toMatchObject({ status: 'proposed', ...expected })
    expect(JSON.stringify(row.payload)).toBe(JSON.stringify('payload' in expected ? expected.payload : {}))
    const { history: _h, comments: _c, actors: _a, incidents: _i, ...read } = await q.row(row.id, 'operator')
    expect(read).toEqual(row)
  })

  test.each(actionTypes)('the tier of %s follows from the type', async (type) => {
    expect((await q.propose({ type })).tier).toBe(tierOf[type])
  })

  test('what a body claims about itself changes nothing', async () => {
    const plain = await q.propose()
    const claimed = await q.propose(claims)
    const own = { id: claimed.id, proposal_digest: claimed.proposal_digest, last_seq: claimed.last_seq }
    expect(claimed).toEqual({ ...plain, ...own })
    expect(claimed.id).not.toBe(claims.id)
    expect(claimed.proposal_digest).not.toBe(claims.proposal_digest)
  })

  test('a body of a mebibyte is too large, and not read', async () => {
    await problemOf(await send(raw(`{"a":"${'x'.repeat(1024 * 1024)}"}`)), 413, 'body_too_large')
  })

  test('a body that does not say that it is JSON is refused', async () => {
    const response = await q.app.fetch(
      new Request(`http://localhost${actions}`, {
        method: 'POST',
        body: new Blob([JSON.stringify(proposalOf())]),
        headers: { authorization: `Bearer ${q.keys.get('operator')}` },
      }),
      { door: 'desktop' },
    )
    await problemOf(response, 422, 'invalid_input')
  })

  test('a long word is found by its beginning', async () => {
    for (const q50 of ['字'.repeat(50), '字'.repeat(200)]) {
      const { items } = await asJson<{ items: Row[] }>(
        await q.get(`${actions}?limit=500&q=${encodeURIComponent(q50)}`),
        200,
      )
      expect(items.map(({ reason }) => reason)).toContain('字'.repeat(2000))
    }
  })

  test('after all of it the ledger verifies, also when its beginning is pruned while the rows still live', async () => {
    expect(await q.verify()).toMatchObject({ ok: true, pruned: 0 })
    q.time.pass(1)
    const pruned = await pruneEntries(q.services, ada, { workspace: 'w', before: q.time.text() })
    expect(pruned).toMatchObject({ ok: true })
    expect(await q.verify()).toMatchObject({ ok: true, pruned: expect.any(Number) })
    for (const { id, tier, mode } of (
      await asJson<{ items: Row[] }>(await q.get(`${actions}?limit=500&pending=1`), 200)
    ).items)
      if (tier === 2 && mode === 'supervised') await q.did(id, 'approve', 'approver')
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
