import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, asJson, type Queue, type Row, startQueue } from './action-kit.ts'
import { idsIn } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

type Page = { items: Row[]; next_cursor: string | null; total?: number }

/** By name, in the order in which they are proposed, a minute apart. */
const wanted = {
  alert: { type: 'alert', target_ref: 'gateway/eu-west', reason: 'Latency degrades; page the owner' },
  dry: { type: 'throttle', mode: 'dry_run', target_ref: 'fleet/checkout', reason: 'Cost spikes, what if?' },
  kill: { type: 'kill_run', target_ref: 'run_9F3a-77', reason: 'Runaway loop (again)' },
  half: { type: 'rollback_deploy', target_ref: 'checkout-agent@4f2c9e1', reason: 'Canary drift' },
  rolled: { type: 'rollback_deploy', target_ref: 'поиск-agent@1b2c3d4', reason: 'Größe «unbekannt»' },
  switched: { type: 'switch_model', mode: 'autonomous', target_ref: 'triage-agent', reason: 'Model drifts' },
  mine: { type: 'scale_down', target_ref: 'pool-7', reason: 'Idle capacity', by: 'approver' },
  late: { type: 'disable_flag', target_ref: 'flag:beta-search', reason: 'Canary drift', ttl_seconds: 30 },
  glass: { type: 'kill_run', target_ref: 'run_0000', reason: 'It deletes data' },
  rejected: { type: 'throttle', target_ref: 'fleet/search', reason: 'Not needed' },
} as const
type Name = keyof typeof wanted
const names = Object.keys(wanted) as Name[]

describe.each(engines)('the list on %s', (engine) => {
  let q: Queue
  const ids = new Map<string, string>()
  const idOf = (name: Name) => ids.get(name) ?? ''
  const named = (found: string[]) => found.map((id) => names.find((name) => ids.get(name) === id) ?? id)

  beforeAll(async () => {
    q = await startQueue(engine)
    const other = await q.keyFor(['admin'], 'other')
    await q.send(actions, wanted.kill, 'admin', { key: other })
    for (const [name, { ...proposal }] of Object.entries(wanted)) {
      q.time.pass(60)
      const who = 'by' in proposal ? proposal.by : 'operator'
      ids.set(name, (await q.propose(proposal, who)).id)
    }
    const type8 = (name: Name) => ({ confirmation: wanted[name].target_ref.slice(0, 8), note: 'x' })
    await q.did(idOf('half'), 'approve', 'approver', type8('half'))
    for (const who of ['approver', 'second'] as const) await q.did(idOf('rolled'), 'approve', who, type8('rolled'))
    await q.did(idOf('rolled'), 'mark-executed', 'runner')
    await q.did(idOf('switched'), 'approve', 'approver')
    await q.did(idOf('glass'), 'approve', 'commander', { ...type8('glass'), break_glass: true })
    await q.did(idOf('rejected'), 'reject', 'approver')
  })
  afterAll(() => q.close())

  const newestFirst = [...names].reverse()
  const without = (...gone: Name[]) => newestFirst.filter((name) => !gone.includes(name))

  test.each<[query: string, Name[]]>([
    ['', newestFirst],
    ['status=proposed', ['late', 'mine', 'half', 'kill', 'dry', 'alert']],
    ['status=rejected&status=executed', ['rejected', 'rolled']],
    ['status=approved', ['glass', 'switched']],
    ['status=expired', []],
    ['tier=1', ['alert']],
    ['tier=1&tier=2', ['rejected', 'late', 'switched', 'dry', 'alert']],
    ['tier=3&tier=3', ['glass', 'mine', 'rolled', 'half', 'kill']],
    ['type=kill_run', ['glass', 'kill']],
    ['type=kill_run&type=scale_down&status=proposed', ['mine', 'kill']],
    ['mode=dry_run&mode=autonomous', ['switched', 'dry']],
    ['mode=supervised&tier=2', ['rejected', 'late']],
    ['pending=true', ['mine', 'half', 'kill', 'alert']],
    ['pending=1&tier=3', ['mine', 'half', 'kill']],
    ['pending=false', newestFirst],
    ['review_open=true', ['glass']],
    ['review_open=1&status=executed', []],
  ])('filtered by %s', async (query, expected) => {
    expect(named(await idsIn(q, query))).toEqual(expected)
  })

  test.each<[words: string, Name[]]>([
    ['canary', ['late', 'half']],
    ['CANARY drift', ['late', 'half']],
    ['drift canary', ['late', 'half']],
    ['can', ['late', 'half']],
    ['anary', []],
    ['4f2c', ['half']],
    ['agent@4f2c9e1', ['half']],
    ['checkout', ['half', 'dry']],
    ['checkout-agent', ['half']],
    ['grö', ['rolled']],
    ['größe', ['rolled']],
    ['ПОИСК', ['rolled']],
    ['rollback_deploy', ['rolled', 'half']],
    ['dry_run', ['dry']],
    ['autonomous drifts', ['switched']],
    ['run_9f3a', ['kill']],
    ['flag:beta', ['late']],
    ['"canary"*', ['late', 'half']],
    ['canary AND drift', []],
    ["canary' | 'x", []],
    ['NEAR(canary)', []],
    ['words:canary', []],
    ['canary\\', ['late', 'half']],
    ['%', []],
    ['— … !', []],
    ['   ', newestFirst],
    ['x'.repeat(200), []],
  ])('searched for %j', async (words, expected) => {
    expect(named(await idsIn(q, `q=${encodeURIComponent(words)}`))).toEqual(expected)
  })

  test('an id that is pasted finds its row, with a filter or without', async () => {
    expect(named(await idsIn(q, `q=${idOf('rolled')}`))).toEqual(['rolled'])
    expect(named(await idsIn(q, `q=${idOf('rolled').toUpperCase()}&status=executed`))).toEqual(['rolled'])
    expect(await idsIn(q, `q=${idOf('rolled')}&status=approved`)).toEqual([])
    expect(named(await idsIn(q, 'q=canary&status=proposed&sort=proposed_at'))).toEqual(['half', 'late'])
  })

  test.each<[Parameters<Queue['get']>[1], Name[]]>([
    // Not `mine`, which the approver proposed, nor `half`, which they approved already.
    ['approver', ['kill', 'alert']],
    ['second', ['mine', 'half', 'kill', 'alert']],
    ['commander', ['mine', 'half', 'kill', 'alert']],
    ['operator', []],
    ['viewer', []],
    ['runner', []],
  ])('needs_me to %s', async (who, expected) => {
    expect(named(await idsIn(q, 'needs_me=true', who))).toEqual(expected)
    const page = await asJson<Page>(await q.get(`${actions}?needs_me=1&total=1&tier=3`, who), 200)
    expect(page.total).toBe(expected.filter((name) => name !== 'alert').length)
    const summary = await asJson<{ needs_me: number }>(await q.get(`${actions}/summary`, who), 200)
    expect(summary.needs_me).toBe(expected.length)
  })

  test('since when it was executed or rejected: the moment itself counts', async () => {
    const at = q.time.text()
    const later = encodeURIComponent(new Date(q.time.now() + 1).toISOString())
    expect(named(await idsIn(q, `executed_since=${at}`))).toEqual(['rolled'])
    expect(named(await idsIn(q, `rejected_since=${at}`))).toEqual(['rejected'])
    expect(await idsIn(q, `executed_since=${later}`)).toEqual([])
    expect(await idsIn(q, `executed_since=${at}&rejected_since=${at}`)).toEqual([])
    const inBerlin = encodeURIComponent(at.replace('T10:', 'T11:').replace('.000Z', '+01:00'))
    expect(named(await idsIn(q, `rejected_since=${inBerlin}`))).toEqual(['rejected'])
  })

  test('limit, offset, total and the cursor fit together', async () => {
    const page = (query: string) => q.get(`${actions}?${query}`).then((response) => asJson<Page>(response, 200))
    const first = await page('limit=3&total=true')
    expect(named(first.items.map(({ id }) => id))).toEqual(newestFirst.slice(0, 3))
    expect(first.total).toBe(names.length)
    const second = await page(`limit=3&cursor=${first.next_cursor}`)
    expect(named(second.items.map(({ id }) => id))).toEqual(newestFirst.slice(3, 6))
    expect(second).not.toHaveProperty('total')
    expect(named((await page('offset=8')).items.map(({ id }) => id))).toEqual(newestFirst.slice(8))
    expect(await page('offset=10&limit=1&total=1')).toMatchObject({ items: [], next_cursor: null, total: 10 })
    expect((await page('limit=10')).next_cursor).toBeNull()
    expect((await page('limit=500')).items).toHaveLength(10)
    expect((await page('status=proposed&limit=1&total=1')).total).toBe(
      without('rolled', 'switched', 'glass', 'rejected').length,
    )
  })

  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  test.each<[query: string, at: string]>([
    ...['0', '501', '-1', '1.5', 'x', '', '1e2'].map((limit): [string, string] => [`limit=${limit}`, 'limit']),
    ...['-1', 'x', '10000001'].map((offset): [string, string] => [`offset=${offset}`, 'offset']),
    ...[
      'status=done',
      'tier=4',
      'tier=one',
      'type=sing',
      'mode=loud',
      'sort=payload',
      'sort=--tier',
      'pending=maybe',
    ].map((query): [string, string] => [query, query.split('=')[0] ?? '']),
    ['executed_since=yesterday', 'executed_since'],
    ['rejected_since=2026-11-21', 'rejected_since'],
    [`q=${'x'.repeat(201)}`, 'q'],
    ['cursor=nonsense', 'cursor'],
    ['cursor=', 'cursor'],
    [`cursor=${cursor(null)}`, 'cursor'],
    [`cursor=${cursor(['tier', 3, 4])}`, 'cursor'],
    [`sort=tier&cursor=${cursor(['-tier', 3, 4])}`, 'cursor'],
    [`sort=tier&cursor=${cursor(['tier', 'x', 4])}`, 'cursor'],
    [`sort=tier&cursor=${cursor(['tier', 2 ** 40, 4])}`, 'cursor'],
    [`sort=reason&cursor=${cursor(['reason', 5, 4])}`, 'cursor'],
    [`sort=reason&cursor=${cursor(['reason', 'a\u0000', 4])}`, 'cursor'],
    [`cursor=${cursor(['-proposed_at', 4, 4.5])}`, 'cursor'],
  ])('?%s is refused, and where', async (query, at) => {
    const { issues } = await problemOf(await q.get(`${actions}?${query}`), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: [at], message: expect.any(String) })
  })

  test('a cursor of another order is not one of this list', async () => {
    const { next_cursor } = await asJson<Page>(await q.get(`${actions}?limit=2&sort=tier`), 200)
    for (const sort of ['-tier', 'type', '-proposed_at'])
      await problemOf(await q.get(`${actions}?limit=2&sort=${sort}&cursor=${next_cursor}`), 422, 'invalid_input')
  })
})
