import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runsOf } from '../../main/assistant/runs.ts'
import { defaultLimits } from '../../main/services.ts'
import { noTileHint } from '../../shared/domain/assistant.ts'
import { ok } from '../../shared/domain/result.ts'
import { cut, gate } from '../fakes/model-provider.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { asJson, nobodyKnows } from './action-kit.ts'
import { endIn, eventsOf, problemIn, reading, runIn, startAssistant, textIn, tileIn, tilesIn } from './assistant-kit.ts'
import { chatsWithoutLimit } from './chat-kit.ts'

const repliesAtOnce = 8

test('replies of one person are bounded generously: their provider is what bounds them', () => {
  expect(defaultLimits.repliesAtOnce).toBeGreaterThanOrEqual(50)
})

describe.each(engines)('a conversation on %s', (engine) => {
  let all: Awaited<ReturnType<typeof startAssistant>>
  beforeAll(async () => {
    all = await startAssistant(engine, { limits: { ...chatsWithoutLimit, repliesAtOnce } })
    await all.report({ agent: 'research-agent', trace_id: 'ab'.repeat(16), name: 'answer' })
  })
  afterAll(() => all.close())

  test('begins, shows tiles before words, and ends; the question and the reply are kept', async () => {
    const { id } = await all.create()
    all.model.say(() => ['One ', 'in ', 'ten', ' [t1].'])
    const told = await all.asked("what's the error rate on research-agent?", { session_id: id })
    expect(told.map(({ id: n }) => n)).toEqual(told.map((_, i) => i + 1))
    expect(told[0]).toMatchObject({ event: 'start', data: { session_id: id } })
    expect(told[1]).toMatchObject({ event: 'tile', data: { kind: 'fleet_status' } })
    expect(tileIn(tilesIn(told), 'fleet_status').status.agent).toBe('research-agent')
    expect(textIn(told)).toBe('One in ten [t1].')
    expect(told.at(-1)).toMatchObject({
      event: 'done',
      data: { status: 'complete', usage: { input_tokens: 7, output_tokens: 11 } },
    })
    const { messages, active_run } = await all.show(id)
    expect(active_run).toBeNull()
    expect(messages).toMatchObject([
      { role: 'user', content: "what's the error rate on research-agent?", status: 'complete' },
      { id: endIn(told).message_id, role: 'assistant', content: 'One in ten [t1].', status: 'complete' },
    ])
    expect(messages[1]?.tiles).toEqual(tilesIn(told))
    await until('a title', async () => (await all.show(id)).title === 'A title')
  })

  test('the model is given rows as data between marks, what was said before, and fixed instructions', async () => {
    const { id } = await all.create()
    all.model.say(() => ['First.'])
    await all.asked('show last trace', { session_id: id })
    all.model.say(() => ['Second.'])
    await all.asked('and its spans: list the steps', { session_id: id })
    const asked = all.model.asked.filter(({ messages }) => messages.length === 4).at(-1)
    const [system, ...said] = asked?.messages ?? []
    expect(system?.role).toBe('system')
    expect(system?.content).not.toContain('research-agent')
    expect(said.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(said[0]?.content).toBe('show last trace')
    expect(said[1]?.content).toBe('First.')
    expect(said[2]?.content).toMatch(
      /^and its spans: list the steps\n\nWhat follows .*\nDATA BEGINS ([0-9a-f]{24})\n.*"kind":"span_list".*\nDATA ENDS \1$/s,
    )
  })

  test('without a chat nothing is kept, and no word that matches brings a hint', async () => {
    all.model.say(() => ['Hello.'])
    const told = await all.asked('hello')
    expect(told.map(({ event }) => event)).toEqual(['start', 'notice', 'text', 'done'])
    expect(told[1]?.data).toEqual({ code: 'no_tile', text: noTileHint })
    expect(endIn(told)).toMatchObject({ message_id: null, status: 'complete' })
  })

  test('without a provider’s key it is 412, and nothing is kept or proposed', async () => {
    const { id } = await all.create({}, 'approver')
    const before = (await asJson<{ proposed: number }>(await all.get('/api/v1/deployments/actions/summary'), 200))
      .proposed
    const refused = await problemIn(await all.ask('throttle it', { session_id: id }, 'approver'), 412)
    expect(refused.code).toBe('provider_key_missing')
    expect((await all.show(id, '', 'approver')).messages).toEqual([])
    const after = (await asJson<{ proposed: number }>(await all.get('/api/v1/deployments/actions/summary'), 200))
      .proposed
    expect(after).toBe(before)
  })

  test('another’s chat, and one that never was, are 404 in the same words', async () => {
    const { id } = await all.create({}, 'commander')
    const theirs = await problemIn(await all.ask('hello', { session_id: id }), 404)
    const nobodys = await problemIn(await all.ask('hello', { session_id: nobodyKnows }), 404)
    expect(theirs).toEqual(nobodys)
    expect((await all.show(id, '', 'commander')).messages).toEqual([])
    expect((await problemIn(await all.tiles('throttle it', { session_id: id }), 404)).code).toBe('not_found')
    // Also for whoever would be refused for the want of a key.
    expect(await problemIn(await all.ask('hello', { session_id: id }, 'approver'), 404)).toEqual(nobodys)
  })

  test('roles without the permission are turned away', async () => {
    for (const who of ['viewer', 'runner', 'auditor'] as const)
      expect((await problemIn(await all.ask('hello', {}, who), 403)).code).toBe('permission_denied')
  })

  test('a stream that the provider cuts is kept as far as it came, and says so', async () => {
    const { id } = await all.create()
    all.model.say(() => ['Half ', 'a ', 'thou', cut])
    const told = await all.asked('show last trace', { session_id: id })
    const error = told.find(({ event }) => event === 'error')
    expect(error?.data).toMatchObject({ status: 502, code: expect.stringMatching(/^provider_/) })
    expect(textIn(told)).toBe('Half a thou')
    expect(endIn(told)).toMatchObject({ status: 'cut_off' })
    expect((await all.show(id)).messages[1]).toMatchObject({ content: 'Half a thou', status: 'cut_off' })
  })

  test('a provider that says no is told in its place; the question and its tiles stay', async () => {
    const { id } = await all.create()
    all.model.refuse(401)
    const told = await all.asked('show last trace', { session_id: id })
    all.model.say(() => ['Fine.'])
    expect(told.map(({ event }) => event)).toEqual(['start', 'tile', 'error', 'done'])
    expect(told[2]?.data).toMatchObject({ status: 502, code: 'provider_refused' })
    const { messages } = await all.show(id)
    expect(messages).toMatchObject([{ role: 'user' }, { role: 'assistant', content: '', status: 'cut_off' }])
    expect(messages[1]?.tiles).toHaveLength(1)
  })

  test('whoever goes away ends nothing, and comes back without a gap or a repetition', async () => {
    const { id } = await all.create()
    const middle = gate()
    all.model.say(async function* () {
      yield 'Before. '
      await middle.wait
      yield 'After.'
    })
    const response = reading(await all.ask('show last trace', { session_id: id }))
    const first = await response.until(({ event }) => event === 'text')
    const run = runIn(first)
    expect((await all.show(id)).active_run).toBe(run)
    await response.leave()
    middle.open()
    const last = first.at(-1)?.id ?? 0
    const rest = await eventsOf(await all.follow(run, { 'last-event-id': String(last) }))
    expect([...first, ...rest].map(({ id: n }) => n)).toEqual([...first, ...rest].map((_, i) => i + 1))
    expect(textIn([...first, ...rest])).toBe('Before. After.')
    // All of it again, for as long as it can be read.
    expect(textIn(await eventsOf(await all.follow(run)))).toBe('Before. After.')
    expect((await all.show(id)).messages[1]).toMatchObject({ content: 'Before. After.', status: 'complete' })
  })

  test('a reply that was over 10 minutes ago can be read no more', async () => {
    const told = await all.asked('hello')
    all.time.pass(599)
    expect((await all.follow(runIn(told))).status).toBe(200)
    all.time.pass(1)
    expect((await problemIn(await all.follow(runIn(told)), 404)).code).toBe('not_found')
  })

  test('another’s reply is nobody’s, and cannot be broken off', async () => {
    const middle = gate()
    all.model.say(async function* () {
      yield 'Mine.'
      await middle.wait
    })
    const response = reading(await all.ask('hello'))
    const run = runIn(await response.until(({ event }) => event === 'text'))
    const theirs = await problemIn(await all.follow(run, {}, 'commander'), 404)
    expect(theirs).toEqual(await problemIn(await all.follow(nobodyKnows, {}, 'commander'), 404))
    expect((await problemIn(await all.cancel(run, 'commander'), 404)).code).toBe('not_found')
    middle.open()
    expect(endIn(await response.until(({ event }) => event === 'done'))).toMatchObject({ status: 'complete' })
  })

  test('is broken off by request, and kept as far as it came', async () => {
    const { id } = await all.create()
    const never = gate()
    all.model.say(async function* () {
      yield 'So far.'
      await never.wait
    })
    const response = reading(await all.ask('show last trace', { session_id: id }))
    const run = runIn(await response.until(({ event }) => event === 'text'))
    expect(await asJson(await all.cancel(run), 200)).toEqual({ run_id: run, cancelled: true })
    const told = await response.until(({ event }) => event === 'done')
    expect(endIn(told)).toMatchObject({ status: 'cut_off' })
    expect(told.some(({ event }) => event === 'error')).toBe(false)
    expect((await all.show(id)).messages[1]).toMatchObject({ content: 'So far.', status: 'cut_off' })
    expect(await asJson(await all.cancel(run), 200)).toEqual({ run_id: run, cancelled: false })
    never.open()
  })

  test('asked twice under one key it is one reply, one question and one proposal', async () => {
    const { id } = await all.create()
    const middle = gate()
    all.model.say(async function* () {
      yield 'Proposed.'
      await middle.wait
    })
    const body = { session_id: id }
    const [one, two] = await Promise.all([
      all.ask('throttle it', body, 'operator', 'same-key'),
      all.ask('throttle it', body, 'operator', 'same-key'),
    ])
    middle.open()
    const [first, second] = [await eventsOf(one), await eventsOf(two)]
    expect(second).toEqual(first)
    const third = await eventsOf(await all.ask('throttle it', body, 'operator', 'same-key'))
    expect(third).toEqual(first)
    expect((await all.show(id)).messages).toHaveLength(2)
    const { action_id } = tileIn(tilesIn(first), 'deployment_action')
    expect((await all.row(action_id)).proposed_through).toBe('assistant')
    const other = await problemIn(await all.ask('kill it', body, 'operator', 'same-key'), 422)
    expect(other.code).toBe('idempotency_mismatch')
  })

  test('a chat does not say that somebody else is asking about it', async () => {
    const runs = runsOf(all.services)
    const { id } = await all.create({}, 'commander')
    const caller = { workspace: 'w', owner: 'somebody else' }
    const [known, end] = [gate(), gate()]
    const opening = runs.open(caller, { key: 'k', request: 'r', session_id: id }, async () => {
      await known.wait
      return ok({ done: end.wait })
    })
    // Before it is known to be theirs it is nobody's.
    expect(runs.activeRunOf(caller, id)).toBeNull()
    known.open()
    const run = await opening
    expect(runs.activeRunOf(caller, id)).toBe(run.ok && run.value.id)
    expect((await all.show(id, '', 'commander')).active_run).toBeNull()
    end.open()
  })

  test('no more at once for one person than this process can bear', async () => {
    const middle = gate()
    all.model.say(async function* () {
      yield 'Waiting.'
      await middle.wait
    })
    const responses = await Promise.all(Array.from({ length: repliesAtOnce }, () => all.ask('hello', {}, 'commander')))
    const refused = await problemIn(await all.ask('hello', {}, 'commander'), 429)
    expect(refused).toMatchObject({ code: 'rate_limited', limit: repliesAtOnce })
    const theirs = await all.create()
    const notThere = await all.ask('hello', { session_id: theirs.id }, 'commander')
    expect((await problemIn(notThere, 404)).code).toBe('not_found')
    expect((await all.ask('hello')).status).toBe(200)
    middle.open()
    for (const response of responses) expect(endIn(await eventsOf(response))).toMatchObject({ status: 'complete' })
    await eventsOf(await all.ask('hello', {}, 'commander'))
  })

  test('a chat that is deleted meanwhile keeps nothing, and the reply says so', async () => {
    const { id } = await all.create()
    const middle = gate()
    all.model.say(async function* () {
      yield 'Into the void.'
      await middle.wait
    })
    const response = reading(await all.ask('show last trace', { session_id: id }))
    await response.until(({ event }) => event === 'text')
    expect((await all.remove(id)).status).toBe(200)
    middle.open()
    const told = await response.until(({ event }) => event === 'done')
    expect(told.find(({ event }) => event === 'notice')?.data).toMatchObject({ code: 'not_stored' })
    expect(endIn(told)).toMatchObject({ message_id: null })
  })
})
