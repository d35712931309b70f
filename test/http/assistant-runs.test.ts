import { afterEach, describe, expect, test } from 'vitest'
import { gate } from '../fakes/model-provider.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { asJson, joinQueue } from './action-kit.ts'
import {
  assistantOn,
  endIn,
  eventsOf,
  reading,
  runIn,
  startAssistant,
  textIn,
  tileIn,
  tilesIn,
} from './assistant-kit.ts'

const privately = {
  change: (services: Parameters<NonNullable<NonNullable<Parameters<typeof joinQueue>[2]>['change']>>[0]) => ({
    ...services,
    webhookTargets: { ...services.webhookTargets, privateNetworks: true },
  }),
}

describe.each(engines)('replies that are under way, on %s', (engine) => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close()
  })
  const start = async (options?: Parameters<typeof startAssistant>[1]) => {
    const all = await startAssistant(engine, options)
    open.push(all)
    return all
  }

  test('another process goes on with the same tiles, and proposes nothing anew', async () => {
    const all = await start()
    await all.report({ trace_id: 'a'.repeat(32) })
    const { id } = await all.create()
    all.model.say(() => ['Here.'])
    const here = await eventsOf(await all.ask('throttle it', { session_id: id }, 'operator', 'one'))
    const other = await joinQueue(engine, all, privately)
    open.push(other)
    await all.report({ trace_id: 'b'.repeat(32) })
    all.model.say(() => ['There.'])
    const asked = all.model.asked.length
    const there = await eventsOf(await assistantOn(other).ask('throttle it', { session_id: id }, 'operator', 'one'))
    expect(tilesIn(there)).toEqual(tilesIn(here))
    expect(runIn(there)).not.toBe(runIn(here))
    // What was answered already is told again, and no model is asked.
    expect(textIn(there)).toBe('Here.')
    expect(endIn(there)).toMatchObject({ message_id: endIn(here).message_id, status: 'complete' })
    expect(all.model.asked).toHaveLength(asked)
    const { messages } = await all.show(id)
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'throttle it'],
      ['assistant', 'Here.'],
    ])
    const { proposed } = await asJson<{ proposed: number }>(await all.get('/api/v1/deployments/actions/summary'), 200)
    expect(proposed).toBe(1)
  })

  test('after a restart a reply that was cut off is gone on with in its place', async () => {
    const all = await start()
    await all.report({ trace_id: 'a'.repeat(32) })
    const { id } = await all.create()
    const never = gate()
    all.model.say(async function* () {
      yield 'As far as this.'
      await never.wait
    })
    const first = reading(await all.ask('throttle it', { session_id: id }, 'operator', 'one'))
    await first.until(({ event }) => event === 'text')
    const other = await joinQueue(engine, all, privately)
    open.push(other)
    await all.services.close()
    const there = assistantOn(other)
    const cutOff = (await there.show(id)).messages
    expect(cutOff).toMatchObject([{ role: 'user' }, { content: 'As far as this.', status: 'cut_off' }])
    // What was kept stays where the provider says no.
    all.model.refuse(401)
    await eventsOf(await there.ask('throttle it', { session_id: id }, 'operator', 'one'))
    expect((await there.show(id)).messages).toEqual(cutOff)
    const third = await joinQueue(engine, all, privately)
    open.push(third)
    all.model.say(() => ['All of it.'])
    const told = await eventsOf(await assistantOn(third).ask('throttle it', { session_id: id }, 'operator', 'one'))
    expect(textIn(told)).toBe('All of it.')
    expect(JSON.stringify(all.model.asked.at(-1)?.messages)).not.toContain('As far as this.')
    expect((await there.show(id)).messages).toMatchObject([
      { role: 'user', content: 'throttle it' },
      { id: cutOff[1]?.id, role: 'assistant', content: 'All of it.', status: 'complete' },
    ])
    never.open()
  })

  test('a program that stops keeps what was said until then', async () => {
    const all = await start()
    await all.report({ trace_id: 'a'.repeat(32) })
    const { id } = await all.create()
    const never = gate()
    all.model.say(async function* () {
      yield 'As far as this.'
      await never.wait
    })
    const response = reading(await all.ask('show last trace', { session_id: id }))
    await response.until(({ event }) => event === 'text')
    const other = await joinQueue(engine, all, privately)
    open.push(other)
    await all.services.close()
    const { messages, active_run } = await assistantOn(other).show(id)
    expect(active_run).toBeNull()
    expect(messages[1]).toMatchObject({ content: 'As far as this.', status: 'cut_off' })
    expect(messages[1]?.tiles).toHaveLength(1)
    never.open()
  })

  test('what is said is kept while it is said', async () => {
    const all = await start()
    const { id } = await all.create()
    const never = gate()
    all.model.say(async function* () {
      yield 'Long before its end.'
      await never.wait
    })
    const response = reading(await all.ask('hello', { session_id: id }))
    await response.until(({ event }) => event === 'text')
    await until('words', async () => (await all.show(id)).messages[1]?.content === 'Long before its end.')
    expect((await all.show(id)).messages[1]?.status).toBe('cut_off')
    never.open()
    await response.until(({ event }) => event === 'done')
    expect((await all.show(id)).messages[1]?.status).toBe('complete')
  })

  test('whoever does not read holds up nobody', async () => {
    const all = await start()
    const { id } = await all.create()
    const word = 'word '.repeat(200)
    all.model.say(() => Array.from({ length: 150 }, () => word))
    const unread = await all.ask('hello', { session_id: id })
    const run = runIn(await reading(unread).until(({ event }) => event === 'start'))
    const told = await eventsOf(await all.follow(run))
    expect(textIn(told)).toBe(word.repeat(150))
    expect(endIn(told)).toMatchObject({ status: 'complete' })
  })

  test('a reply that is longer than any should be is cut there', async () => {
    const all = await start()
    const { id } = await all.create()
    const piece = 'x'.repeat(50_000)
    all.model.say(() => Array.from({ length: 6 }, () => piece))
    const told = await all.asked('hello', { session_id: id })
    expect(textIn(told)).toHaveLength(200_000)
    expect(endIn(told)).toMatchObject({ status: 'cut_off' })
    expect((await all.show(id)).messages[1]).toMatchObject({ status: 'cut_off' })
  })

  test('a quiet stream says now and then that it is there', async () => {
    const all = await start({ heartbeatMs: 5 })
    const never = gate()
    all.model.say(async function* () {
      await never.wait
      yield 'At last.'
    })
    const body = (await all.ask('hello')).body
    if (!body) throw new Error('no body')
    let text = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.includes(': still here\n\n')) never.open()
    }
    expect(text).toContain(': still here\n\n')
    expect(text).toContain('At last.')
  })

  test('two people’s replies do not meet', async () => {
    const all = await start()
    await all.report({ trace_id: 'a'.repeat(32) })
    all.model.say(({ messages }) => [`To ${messages.at(-1)?.content.split('\n')[0]}`])
    const [mine, theirs] = await Promise.all([
      all.asked('my last trace', {}, 'operator'),
      all.asked('their last trace', {}, 'commander'),
    ])
    expect(textIn(mine)).toBe('To my last trace')
    expect(textIn(theirs)).toBe('To their last trace')
    expect(tileIn(tilesIn(mine), 'trace_link').trace?.trace_id).toBe('a'.repeat(32))
    // The same key of two people is two keys.
    const same = await Promise.all([all.ask('a', {}, 'operator', 'k'), all.ask('b', {}, 'commander', 'k')])
    expect(same.map(({ status }) => status)).toEqual([200, 200])
  })
})

describe.each(engines)('the sample on %s', (engine) => {
  test('answers by a script where no key is configured, says so, and cites its tiles', async () => {
    const all = await startAssistant(engine, { mode: 'sample', providers: [] })
    try {
      const told = await eventsOf(await all.fetch('/api/v1/assistant/chat', sampleAsk('how are my agents?')))
      const notice = told.find(({ event }) => event === 'notice')?.data
      expect(notice).toMatchObject({ code: 'scripted' })
      const { totals } = tileIn(tilesIn(told), 'fleet_status').status
      expect(textIn(told)).toContain(`${totals.runs} run`)
      expect(textIn(told)).toContain('[t1]')
      expect(endIn(told)).toMatchObject({ status: 'complete' })
    } finally {
      await all.close()
    }
  })
})

const sampleAsk = (message: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})
