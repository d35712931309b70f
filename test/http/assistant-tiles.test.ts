import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tile } from '../../shared/contract/tiles.ts'
import { engines } from '../support/engines.ts'
import { actions, asJson } from './action-kit.ts'
import { assistant, endIn, problemIn, startAssistant, tileIn } from './assistant-kit.ts'
import { jsonBody } from './harness.ts'

type Answer = {
  tiles: Tile[]
  proposals: { action_id: string; type: string; tier: number; target_ref: string }[]
  not_proposed: string | null
}
const idOf = (letter: string) => letter.repeat(32)
const [researched, sold, older] = [idOf('a'), idOf('b'), idOf('c')]

describe.each(engines)('tiles on %s', (engine) => {
  let all: Awaited<ReturnType<typeof startAssistant>>
  const ask = async (message: string, more: object = {}, once?: string) =>
    asJson<Answer>(await all.tiles(message, more, 'operator', once), 200)

  const ago = (seconds: number) => (all.time.now() - seconds * 1000) * 1000

  beforeAll(async () => {
    all = await startAssistant(engine, { limits: { transitionsPerMinute: 1_000_000, chatPerMinute: 1_000_000 } })
    const call = { operation: 'chat', model: 'gpt-4o', provider: 'openai', input_tokens: 1_000_000, output_tokens: 0 }
    await all.report(
      { trace_id: older, agent: 'research-agent', name: 'older', start_us: ago(600) },
      { trace_id: researched, span_id: '1'.repeat(16), name: 'research', start_us: ago(120), status: 'error' },
      ...Array.from({ length: 10 }, (_, i) => ({
        ...call,
        trace_id: researched,
        span_id: `2${i}`.padStart(16, '0'),
        parent_span_id: '1'.repeat(16),
        name: `step ${i}`,
        input_tokens: 100_000,
        start_us: ago(119 - i),
      })),
      { trace_id: sold, agent: 'sales-assistant', name: 'sell', start_us: ago(60) },
    )
    const evaluation = (trace_id: string, rule: string, label: string, at: number) => ({
      trace_id,
      rule,
      label,
      score: 0.9,
      frameworks: ['EU AI Act', 'SOC 2'],
      at: new Date(all.time.now() - at * 1000).toISOString(),
    })
    const judged = [
      evaluation(researched, 'no-refunds', 'amber', 100),
      evaluation(sold, 'polite', 'red', 50),
      evaluation(sold, 'fine', 'green', 10),
    ]
    await asJson(await all.send('/api/v1/evaluations', { evaluations: judged }, 'runner'), 200)
    const alert = (name: string, agent: string, fingerprint: string) => ({
      status: 'firing' as const,
      labels: { alertname: name, agent, severity: 'page' },
      annotations: { summary: `${name} burns` },
      startsAt: new Date(all.time.now() - 300_000).toISOString(),
      fingerprint,
    })
    const alerts = [alert('SalesDown', 'sales-assistant', 'f1'), alert('Slow', 'research-agent', 'f2')]
    await asJson(await all.send('/api/v1/alerts', { alerts }, 'runner'), 200)
  })
  afterAll(() => all.close())

  test('trace_link: the most recent trace, with its figures; of an agent that is named, its own', async () => {
    const { tiles, proposals } = await ask('show last trace')
    expect(tiles.map(({ kind }) => kind)).toEqual(['trace_link'])
    expect(proposals).toEqual([])
    expect(tileIn(tiles, 'trace_link').trace).toMatchObject({ trace_id: sold, name: 'sell', agent: 'sales-assistant' })
    const named = tileIn((await ask('recent trace of research-agent')).tiles, 'trace_link').trace
    expect(named).toMatchObject({ trace_id: researched, status: 'error', span_count: 11, violations: { amber: 1 } })
    expect(tileIn((await ask(`show the trace ${older}`)).tiles, 'trace_link').trace).toMatchObject({ name: 'older' })
  })

  test('span_list: the first 8 spans of the most recent trace, and how many there are', async () => {
    const list = tileIn((await ask('list the steps of research-agent')).tiles, 'span_list')
    expect(list.trace?.trace_id).toBe(researched)
    expect(list.total).toBe(11)
    expect(list.spans.map(({ name }) => name)).toEqual(['research', ...[0, 1, 2, 3, 4, 5, 6].map((i) => `step ${i}`)])
  })

  test('cost_chart: 24 hours, and what the window before cost', async () => {
    const { cost } = tileIn((await ask('how much did we spend?')).tiles, 'cost_chart')
    expect(cost).toMatchObject({ window_hours: 24, agent: null, total_usd: 2.5, prior_usd: 0, delta_usd: 2.5 })
    expect(cost.by_model).toMatchObject([{ name: 'gpt-4o', calls: 10 }])
    expect(tileIn((await ask('cost of sales-assistant')).tiles, 'cost_chart').cost).toMatchObject({ total_usd: 0 })
  })

  test('rule_violation: the most recent amber or red evaluation', async () => {
    expect(tileIn((await ask('latest violation')).tiles, 'rule_violation').violation).toMatchObject({
      rule: 'polite',
      label: 'red',
      trace_id: sold,
    })
    const named = tileIn((await ask('amber on research-agent?')).tiles, 'rule_violation').violation
    expect(named).toMatchObject({ rule: 'no-refunds', label: 'amber' })
  })

  test('fleet_status: 15 minutes of all agents, or of the one that is named', async () => {
    const { status } = tileIn((await ask('how are my agents')).tiles, 'fleet_status')
    expect(status).toMatchObject({ window_minutes: 15, agent: null, totals: { runs: 3, errors: 1 } })
    const one = tileIn((await ask("what's the error rate on research-agent?")).tiles, 'fleet_status').status
    expect(one).toMatchObject({ agent: 'research-agent', totals: { runs: 2, errors: 1, error_rate: 0.5 } })
  })

  test('anomaly_alert: the latest of the last 24 hours', async () => {
    const { alert } = tileIn((await ask('any alerts?')).tiles, 'anomaly_alert')
    expect(alert).toMatchObject({ status: 'firing' })
    const named = tileIn((await ask('who was paged for research-agent')).tiles, 'anomaly_alert').alert
    expect(named).toMatchObject({ name: 'Slow', agent: 'research-agent', annotations: { summary: 'Slow burns' } })
  })

  test('compliance_score: the pass rate of 30 days, by framework', async () => {
    const { compliance } = tileIn((await ask('SOC 2')).tiles, 'compliance_score')
    expect(compliance).toMatchObject({ days: 30, evaluated: 3, passed: 1 })
    expect(compliance.by_framework.map(({ framework }) => framework).sort()).toEqual(['EU AI Act', 'SOC 2'])
  })

  test('deployment_action: a real proposal, supervised, with the message as its reason and the last trace as target', async () => {
    const message = 'throttle the sales-assistant agent to 30 requests per minute'
    const { tiles, proposals } = await ask(message)
    const data = tileIn(tiles, 'deployment_action')
    expect(data).toMatchObject({
      type: 'throttle',
      tier: 2,
      target_ref: sold,
      reason: message,
      agent: 'sales-assistant',
    })
    expect(proposals).toEqual([{ action_id: data.action_id, type: 'throttle', tier: 2, target_ref: sold }])
    expect(await all.row(data.action_id)).toMatchObject({
      status: 'proposed',
      mode: 'supervised',
      proposed_through: 'assistant',
      target_ref: sold,
      reason: message,
      payload: { agent: 'sales-assistant', trace_id: sold, requests_per_minute: 30 },
    })
    const approved = await all.send(`${actions}/${data.action_id}/approve`, {}, 'approver')
    expect(approved.status).toBe(200)
  })

  test.each([
    ['kill the run', 'kill_run', {}],
    ['roll back', 'rollback_deploy', {}],
    ['disable the flag auto-refund', 'disable_flag', { flag: 'auto-refund' }],
    ['scale down to 4', 'scale_down', { to: 4 }],
    ['tag the trace as odd-one', 'tag_trace', { tag: 'odd-one' }],
    ['send an alert', 'alert', {}],
  ])('“%s” proposes %s, and a tier 1 action runs not by itself', async (message, type, said) => {
    const { action_id } = tileIn((await ask(message)).tiles, 'deployment_action')
    expect(await all.row(action_id)).toMatchObject({
      type,
      status: 'proposed',
      mode: 'supervised',
      payload: { agent: 'sales-assistant', trace_id: sold, ...said },
    })
  })

  test('model_switch: the same action, with what the last day would have cost', async () => {
    const { tiles, proposals } = await ask('swap the model of research-agent for gpt-4o-mini')
    expect(tiles.map(({ kind }) => kind)).toEqual(['deployment_action', 'model_switch'])
    const data = tileIn(tiles, 'model_switch')
    expect(proposals).toHaveLength(1)
    expect(data.action_id).toBe(tileIn(tiles, 'deployment_action').action_id)
    expect(data).toMatchObject({ from: 'gpt-4o', to: 'gpt-4o-mini', cost_usd: 2.5, projected_usd: 0.15 })
    expect(data.delta_usd).toBeCloseTo(-2.35, 9)
    expect((await all.row(data.action_id)).payload).toEqual({
      agent: 'research-agent',
      trace_id: researched,
      from: 'gpt-4o',
      to: 'gpt-4o-mini',
    })
    const cheaper = tileIn((await ask('use a cheaper model for research-agent')).tiles, 'model_switch')
    expect(cheaper).toMatchObject({ from: 'gpt-4o', to: 'gpt-5-nano' })
  })

  const notProposed = async (message: string, more: object = {}) => {
    const { tiles, proposals, not_proposed } = await ask(message, more)
    expect(proposals).toEqual([])
    expect(tiles.some(({ kind }) => kind === 'deployment_action')).toBe(false)
    return not_proposed
  }

  test('the id of a trace that is said is that trace’s, and no other’s', async () => {
    const missing = idOf('d')
    // A newer one, whose name and conversation say the id that is asked for.
    await all.report({ trace_id: idOf('e'), name: missing, conversation: missing, start_us: ago(30) })
    await all.report({ trace_id: idOf('f'), name: older, conversation: older, start_us: ago(30) })
    expect(tileIn((await ask(`show the trace ${older}`)).tiles, 'trace_link').trace?.trace_id).toBe(older)
    expect(tileIn((await ask(`show the trace ${missing}`)).tiles, 'trace_link').trace).toBeNull()
    expect(tileIn((await ask(`list the steps of ${missing}`)).tiles, 'span_list')).toMatchObject({ trace: null })
    expect(await notProposed(`kill the run ${missing} of sales-assistant`)).toContain(`there is no trace ${missing}`)
    const { proposals } = await ask(`kill the run ${older.toUpperCase()}, sales-assistant waits for research-agent`)
    expect(proposals).toMatchObject([{ target_ref: older }])
    const at = { start_us: ago(5), agent: 'sales-assistant' }
    await all.report({ trace_id: sold, span_id: '9'.repeat(16), ...at })
    for (const id of [idOf('e'), idOf('f')]) await all.report({ trace_id: id, start_us: ago(3600) })
  })

  test('of two agents that could be meant neither is taken', async () => {
    const asked = await notProposed('throttle research-agent because sales-assistant is slow')
    expect(asked).toContain('it could be about research-agent or sales-assistant. Which one do you mean?')
    expect(await notProposed('kill it, but not research-agent')).toContain('says not to do it to research-agent')
    const { proposals } = await ask('kill sales-assistant, not research-agent')
    expect(proposals).toMatchObject([{ target_ref: sold }])
    const { id } = await all.create()
    const both = await ask('error rate of research-agent and sales-assistant', { session_id: id })
    expect(tileIn(both.tiles, 'fleet_status').status.agent).toBeNull()
    expect(await notProposed('throttle it', { session_id: id })).toContain('research-agent or sales-assistant')
    expect((await ask('throttle research-agent’s calls', { session_id: id })).proposals).toMatchObject([
      { target_ref: researched },
    ])
    expect(
      await notProposed('do not touch that, but kill it and not research-agent', { session_id: id }),
    ).not.toBeNull()
  })

  test('what the gateway passed on is the most recent trace of nobody who does not ask for it', async () => {
    await all.report({ trace_id: idOf('9'), agent: 'gateway', name: 'chat', start_us: ago(1) })
    expect(tileIn((await ask('show last trace')).tiles, 'trace_link').trace?.agent).toBe('sales-assistant')
    expect((await ask('kill the run')).proposals).toMatchObject([{ target_ref: sold }])
    expect(tileIn((await ask('last trace of the gateway')).tiles, 'trace_link').trace?.trace_id).toBe(idOf('9'))
  })

  test('what was spoken of before narrows violations and alerts only where it is referred to', async () => {
    const { id } = await all.create()
    const within = { session_id: id }
    await ask('how is research-agent doing?', within)
    const all_ = tileIn((await ask('any violations?', within)).tiles, 'rule_violation')
    expect(all_.violation).toMatchObject({ rule: 'polite' })
    expect(all_).not.toHaveProperty('agent')
    const alerts = tileIn((await ask('any alerts?', within)).tiles, 'anomaly_alert')
    expect(alerts).not.toHaveProperty('agent')
    expect(tileIn((await ask('its violations?', within)).tiles, 'rule_violation')).toMatchObject({
      agent: 'research-agent',
      violation: { rule: 'no-refunds' },
    })
    expect(tileIn((await ask('its alerts?', within)).tiles, 'anomaly_alert')).toMatchObject({
      agent: 'research-agent',
      alert: { name: 'Slow' },
    })
  })

  test('pause_control: while an agent is paused, whatever is asked', async () => {
    expect((await ask('hello')).tiles).toEqual([])
    const wanted = { agent: 'sales-assistant', reason: 'It oversells' }
    const { id } = await asJson<{ id: string }>(await all.send('/api/v1/pauses', wanted, 'commander'), 201)
    const { pause } = tileIn((await ask('hello')).tiles, 'pause_control')
    expect(pause).toMatchObject({ id, agent: 'sales-assistant', active: true, reason: 'It oversells' })
    const both = await ask('compliance, and the last trace')
    expect(both.tiles.map(({ kind }) => kind)).toEqual(['trace_link', 'compliance_score', 'pause_control'])
    await asJson(await all.send(`/api/v1/pauses/${id}/resume`, {}, 'commander'), 200)
    expect((await ask('hello')).tiles).toEqual([])
  })

  test('the chat’s agent is the one that its person named last', async () => {
    const { id } = await all.create()
    await ask("what's the error rate on research-agent?", { session_id: id })
    await all.said(id, 'sales-assistant is the one that you should throttle', { role: 'assistant' })
    const { tiles } = await ask('throttle it', { session_id: id })
    expect(tileIn(tiles, 'deployment_action')).toMatchObject({ target_ref: researched, agent: 'research-agent' })
    expect(tileIn((await ask('its error rate', { session_id: id })).tiles, 'fleet_status').status.agent).toBe(
      'research-agent',
    )
    const fleet = tileIn((await ask('how are my agents?', { session_id: id })).tiles, 'fleet_status')
    expect(fleet.status.agent).toBeNull()
    expect((await all.show(id)).messages.filter(({ role }) => role === 'user')).toHaveLength(4)
  })

  test('the reason is cut to 2,000 whole characters, and holds nothing that is not seen', async () => {
    const long = `throttle it ${'👩‍🚀'.repeat(800)}`
    const { action_id } = tileIn((await ask(long)).tiles, 'deployment_action')
    const { reason } = await all.row(action_id)
    expect(reason.length).toBeLessThanOrEqual(2000)
    expect(reason.isWellFormed()).toBe(true)
    expect(reason.startsWith('throttle it 👩')).toBe(true)
    const hidden = await ask('throttle it \u202eti llik\u202c now\u200b')
    expect((await all.row(tileIn(hidden.tiles, 'deployment_action').action_id)).reason).toBe('throttle it ti llik now')
  })

  test('asked twice under one key it is one proposal, at once or one after the other', async () => {
    const { id } = await all.create()
    const twice = await Promise.all([1, 2].map(() => ask('kill it', { session_id: id }, `tiles-${engine}`)))
    expect(twice[1]).toEqual(twice[0])
    expect(await ask('kill it', { session_id: id }, `tiles-${engine}`)).toEqual(twice[0])
    expect((await all.show(id)).messages).toHaveLength(1)
    const other = await problemIn(await all.tiles('stop', { session_id: id }, 'operator', `tiles-${engine}`), 422)
    expect(other.code).toBe('idempotency_mismatch')
  })

  test('a message that is empty, or too long, is refused', async () => {
    for (const message of ['', '   ', 'x'.repeat(16_001)])
      expect((await problemIn(await all.tiles(message), 422)).code).toBe('invalid_input')
  })

  test('other workspaces show nothing', async () => {
    const key = await all.keyFor(['operator'], 'elsewhere')
    const asking = { ...jsonBody({ message: 'last trace, and throttle it' }), key }
    const answer = await all.fetch(`${assistant}/tiles`, asking)
    const { tiles, proposals, not_proposed } = await asJson<Answer>(answer, 200)
    expect(tiles).toMatchObject([{ kind: 'trace_link', data: { trace: null } }])
    expect(proposals).toEqual([])
    expect(not_proposed).toContain('Nothing was proposed')
  })
})

describe.each(engines)('with nothing reported, on %s', (engine) => {
  test('an action word proposes nothing and says so; tiles are there, and empty', async () => {
    const all = await startAssistant(engine)
    try {
      const told = await all.asked('throttle it')
      expect(told.map(({ event }) => event)).toEqual(['start', 'notice', 'text', 'done'])
      expect(told[1]?.data).toMatchObject({ code: 'not_proposed' })
      expect(endIn(told)).toMatchObject({ status: 'complete' })
      const everything = 'last trace, list the steps, cost, violations, fleet, alerts, compliance'
      const { tiles } = await asJson<Answer>(await all.tiles(everything), 200)
      expect(tiles).toHaveLength(7)
      expect(tileIn(tiles, 'span_list')).toEqual({ trace: null, spans: [], total: 0 })
      expect(tileIn(tiles, 'rule_violation')).toEqual({ violation: null })
      expect(tileIn(tiles, 'anomaly_alert')).toEqual({ alert: null })
    } finally {
      await all.close()
    }
  })

  test('proposals count towards what a client may ask for in a minute; the chat does not', async () => {
    const all = await startAssistant(engine, { limits: { transitionsPerMinute: 2, chatPerMinute: 1_000_000 } })
    try {
      await all.report({ trace_id: older })
      const answers: Answer[] = []
      for (let i = 0; i < 4; i++) answers.push(await asJson<Answer>(await all.tiles('throttle it'), 200))
      expect(answers.map(({ proposals }) => proposals.length)).toEqual([1, 1, 0, 0])
      expect(answers[3]?.not_proposed).toContain('More than 2 transitions in a minute')
    } finally {
      await all.close()
    }
  })
})
