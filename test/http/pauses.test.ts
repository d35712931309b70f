import type { z } from '@hono/zod-openapi'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EntryPage } from '../../shared/contract/audit.ts'
import { Pause, PausePage } from '../../shared/contract/pauses.ts'
import { engines } from '../support/engines.ts'
import { asJson, nobodyKnows, type Person, type Queue, startQueue } from './action-kit.ts'
import { problemOf } from './problem-shape.ts'
import { readEvents } from './sse.ts'

const pauses = '/api/v1/pauses'
type Row = z.output<typeof Pause>
type Page = z.output<typeof PausePage>

describe.each(engines)('pauses on %s', (engine) => {
  let q: Queue
  let count = 0
  /** An agent of its own for each test. */
  let agent = ''
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  beforeEach(() => {
    count += 1
    agent = `agent-${count}`
  })
  afterAll(async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
    await q.close()
  })

  const ask = (wanted: object = {}, who: Person = 'commander') =>
    q.send(pauses, { agent, reason: 'It loops', ...wanted }, who)
  const pause = async (wanted?: object): Promise<Row> => asJson<Row>(await ask(wanted), 201)
  const resume = (id: string, who: Person = 'commander') => q.send(`${pauses}/${id}/resume`, {}, who)
  const list = async (query = '', who: Person = 'viewer') => asJson<Page>(await q.get(`${pauses}?${query}`, who), 200)
  const show = async (id: string, who: Person = 'viewer') => asJson<Row>(await q.get(`${pauses}/${id}`, who), 200)
  const told = async (id: string) =>
    EntryPage.parse(await asJson(await q.get(`/api/v1/audit/entries?subject=pause:${id}`, 'viewer'), 200)).items

  test('one is set, says what it is, and can be resumed by who may', async () => {
    const until = q.time.text(3600)
    const set = await pause({ until })
    expect(Pause.strict().parse(set)).toEqual(set)
    expect(set).toMatchObject({
      agent,
      reason: 'It loops',
      until,
      active: true,
      paused_at: q.time.text(),
      paused_by: { name: 'incident_commander', via: 'api_key', verified: true },
      resumed_at: null,
      resumed_by: null,
      commands: [{ name: 'resume', enabled: true }],
    })
    const seen = await show(set.id)
    expect(seen).toEqual({
      ...set,
      commands: [{ name: 'resume', enabled: false, reason: expect.stringMatching(/agents\.pause/) }],
    })
    q.time.pass(60)
    const over = await asJson<Row>(await resume(set.id, 'deputy'), 200)
    expect(over).toMatchObject({
      active: false,
      resumed_at: q.time.text(),
      commands: [{ name: 'resume', enabled: false }],
    })
    expect(over.resumed_by?.id).not.toBe(set.paused_by.id)
    expect(over.last_seq).toBeGreaterThan(set.last_seq)
    expect(await show(set.id, 'commander')).toEqual(over)
    expect(await told(set.id)).toMatchObject([
      {
        action: 'agent.pause.set',
        seq: set.last_seq,
        actor_id: set.paused_by.id,
        data: { agent, reason: 'It loops', until },
      },
      { action: 'agent.pause.ended', seq: over.last_seq, actor_id: over.resumed_by?.id, data: { agent } },
    ])
  })

  test('an agent is paused once: who comes second is told by whom, and can pause it again when that is over', async () => {
    const both = await Promise.all([ask(), ask({ reason: 'It still loops' })])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const [first, second] = both.toSorted((a, b) => a.status - b.status) as [Response, Response]
    const won = await asJson<Row>(first, 201)
    expect(await problemOf(second, 409, 'already_paused')).toMatchObject({
      pause_id: won.id,
      by: won.paused_by.id,
      at: won.paused_at,
    })
    await asJson(await resume(won.id), 200)
    expect((await pause()).id).not.toBe(won.id)
  })

  test('of two who resume at once, one does and the other is told', async () => {
    const { id } = await pause()
    const both = await Promise.all([resume(id), resume(id, 'deputy')])
    const [, lost] = both.toSorted((a, b) => a.status - b.status) as [Response, Response]
    const { resumed_by, resumed_at } = await show(id)
    expect(await problemOf(lost, 409, 'already_resumed')).toMatchObject({ by: resumed_by?.id, at: resumed_at })
    expect(await told(id)).toHaveLength(2)
  })

  test('one with an end is over by itself: then it is resumed by nobody, and the agent can be paused again', async () => {
    const until = q.time.text(60)
    const { id } = await pause({ until })
    q.time.pass(59.999)
    expect((await list(`agent=${agent}`)).items).toMatchObject([{ id, active: true }])
    await problemOf(await ask(), 409, 'already_paused')
    q.time.pass(0.001)
    expect((await list(`agent=${agent}`)).items).toEqual([])
    const { detail } = await problemOf(await resume(id), 409, 'already_resumed')
    expect(detail).toBe(`The pause of ${agent} ended by itself at ${until}.`)
    expect(await show(id, 'commander')).toMatchObject({
      active: false,
      resumed_at: null,
      commands: [{ enabled: false, reason: detail }],
    })
    const next = await pause()
    expect((await list(`agent=${agent}&all=true`)).items.map((each) => [each.id, each.active])).toEqual([
      [next.id, true],
      [id, false],
    ])
  })

  test('agents read those of their own name, and are told of each in the stream of events', async () => {
    const events = readEvents(await q.get('/api/v1/events', 'runner'))
    const { id } = await pause()
    await pause({ agent: `${agent}-other` })
    expect((await list(`agent=${agent}`, 'runner')).items.map((each) => each.id)).toEqual([id])
    await asJson(await resume(id), 200)
    expect((await list(`agent=${agent}`, 'runner')).items).toEqual([])
    const seen = (await events.take(3)).map(({ data }) => JSON.parse(data))
    expect(seen.filter(({ data }) => data.agent === agent)).toMatchObject([
      { action: 'agent.pause.set', subject: `pause:${id}` },
      { action: 'agent.pause.ended', subject: `pause:${id}` },
    ])
    await events.cancel()
  })

  test('the list is newest first, and comes in pages that nothing is missing from', async () => {
    const made: string[] = []
    for (let i = 0; i < 5; i += 1) made.push((await pause({ agent: `${agent}-${i}` })).id)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, next_cursor }: Page = await list(`limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...items.map(({ id }) => id))
      cursor = next_cursor
    }
    expect(seen.slice(0, 5)).toEqual(made.toReversed())
    expect(new Set(seen).size).toBe(seen.length)
    expect(PausePage.strict().parse(await list('limit=1')).items).toHaveLength(1)
  })

  test('a repeated request has one effect, and the same answer byte for byte', async () => {
    const send = () => q.send(pauses, { agent, reason: 'Once' }, 'commander', { once: `once-${agent}` })
    const [first, second] = await Promise.all([send(), send()])
    expect(await second?.text()).toBe(await first?.text())
    expect((await list(`agent=${agent}&all=true`)).items).toHaveLength(1)
  })

  test.each<[what: string, body: unknown, at: string]>([
    ['no agent', { agent: undefined }, 'agent'],
    ['an agent of nothing', { agent: ' ' }, 'agent'],
    ['an agent of two lines', { agent: 'a\nb' }, 'agent'],
    ['an agent of 201 letters', { agent: 'a'.repeat(201) }, 'agent'],
    ['no reason', { reason: undefined }, 'reason'],
    ['a blank reason', { reason: ' \n' }, 'reason'],
    ['an end that is no time', { until: 'tomorrow' }, 'until'],
    ['an end in the past', { until: '2026-11-21T09:59:59.999Z' }, 'until'],
  ])('setting one with %s', async (_, wanted, at) => {
    const { issues } = await problemOf(await ask(wanted as object), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: [at], message: expect.stringMatching(/\w/) })
    expect((await list(`agent=${agent}&all=true`)).items).toEqual([])
  })

  test('one that would end this very moment is refused too', async () => {
    await problemOf(await ask({ until: q.time.text() }), 422, 'invalid_input')
  })

  test('who may not is told so, before anything else of the request', async () => {
    const { id } = await pause()
    for (const who of ['viewer', 'operator', 'approver', 'runner', 'auditor'] as const) {
      expect(await problemOf(await ask({ agent: 5 }, who), 403, 'permission_denied')).toMatchObject({
        permission: 'agents.pause',
      })
      await problemOf(await resume(id, who), 403, 'permission_denied')
    }
    expect(await show(id)).toMatchObject({ active: true })
  })

  test.each([nobodyKnows, 'x', '%00', '%F0%9F%94%A5'])('%s is not there, whoever asks', async (id) => {
    for (const who of ['viewer', 'commander'] as const) {
      await problemOf(await q.get(`${pauses}/${id}`, who), 404, 'not_found')
      await problemOf(await resume(id, who), 404, 'not_found')
    }
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['cursor=x', 'cursor'],
    [`cursor=${Buffer.from('incidents before 1').toString('base64url')}`, 'cursor'],
    ['all=maybe', 'all'],
    ['agent=%00', 'agent'],
  ])('a list with %s', async (query, at) => {
    const { issues } = await problemOf(await q.get(`${pauses}?${query}`), 422, 'invalid_input')
    expect(JSON.stringify(issues)).toContain(`"path":["${at}"`)
  })
})
