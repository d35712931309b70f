import type { z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { judgeTraces } from '../../main/use-cases/fleet/judge-traces.ts'
import type { EntryPage } from '../../shared/contract/audit.ts'
import type { Evaluation, FleetSettingsView, TraceRow } from '../../shared/contract/fleet.ts'
import { Attributions, type FleetRuleView, type tryRule } from '../../shared/contract/rules.ts'
import { usualSettings } from '../../shared/domain/fleet-settings.ts'
import { engines } from '../support/engines.ts'
import { callOf, factsOf, hex, thresholdRule, weightedRule } from '../support/fleet-rows.ts'
import { asJson, nobodyKnows } from './action-kit.ts'
import { useFleet } from './fleet-kit.ts'
import { problemOf } from './problem-shape.ts'

type Rule = z.output<typeof FleetRuleView>
type Settings = z.output<typeof FleetSettingsView>
type Violations = { items: z.output<typeof Evaluation>[] }
type Tried = z.output<(typeof tryRule.responses)[200]['content']['application/json']['schema']>

const rules = '/api/v1/fleet/rules'
const settings = '/api/v1/fleet/settings'

describe.each(engines)('settings and rules of the fleet, on %s', (engine) => {
  const fleet = useFleet(engine)
  const { get, send, sent, ago, time, ask } = fleet
  const entries = async (action: string) =>
    (await get<z.output<typeof EntryPage>>(`/api/v1/audit/entries?action=${action}&limit=500`, 'admin')).items
  const judge = async () => {
    time.pass(6)
    await judgeTraces(fleet.app().services)
  }
  const verdictsOn = async (trace_id: string) =>
    (await get<Violations>(`/api/v1/fleet/violations?trace_id=${trace_id}&label=green&label=amber&label=red`)).items

  test('settings are the usual ones until somebody says otherwise, and to say the same is no entry', async () => {
    expect(await get<Settings>(settings)).toEqual({ ...usualSettings, by: null, since: null, unpriced: [] })
    await sent('PUT', settings, {})
    await sent('PUT', settings, { retention_days: usualSettings.retention_days })
    expect(await entries('fleet.settings.')).toHaveLength(0)
    const set = await sent<Settings>('PUT', settings, { retention_days: 14 })
    expect(set).toMatchObject({ retention_days: 14, prices: usualSettings.prices, since: time.text() })
    expect(set.by?.via).toBe('api_key')
    await sent('PUT', settings, { retention_days: 14, detector: usualSettings.detector })
    expect(await entries('fleet.settings.')).toMatchObject([
      { action: 'fleet.settings.set', subject: 'workspace:w', data: { ...usualSettings, retention_days: 14 } },
    ])
    expect(await get<Settings>(settings)).toEqual(set)
    expect(await get<Settings>(settings, 'stranger')).toMatchObject({ retention_days: 30, by: null })
  })

  test('a price counts for what comes afterwards', async () => {
    const call = () => callOf({ model: 'house-1', start_us: ago(1_000), agent: 'pricing-agent' })
    const costs = async () =>
      (await get<{ items: z.output<typeof TraceRow>[] }>('/api/v1/traces?agent=pricing-agent')).items.map(
        ({ cost_usd }) => cost_usd,
      )
    await fleet.tell([call()])
    expect((await get<Settings>(settings)).unpriced).toEqual(['house-1'])
    const price = { model: 'house-*', input_usd_per_mtok: 10, output_usd_per_mtok: 0 }
    await sent('PUT', settings, { prices: [price] })
    expect(await costs()).toEqual([null])
    await fleet.tell([call()])
    expect((await costs()).toSorted()).toEqual([0.01, null])
    const twice = await send('PUT', settings, { prices: [price, price] })
    expect((await problemOf(twice, 422, 'invalid_input')).issues).toMatchObject([{ path: ['prices', 1, 'model'] }])
  })

  test.each([
    [{ retention_days: 1 }],
    [{ prices: [{ model: 'm' }] }],
    [{ detector: { enabled: false } }],
    [{ colour: 'red' }],
  ])('settings of %j are refused', async (wanted) => {
    await problemOf(await send('PUT', settings, wanted), 422, 'invalid_input')
  })

  test('a rule is made, changed and removed, each with its entry', async () => {
    const made = await sent<Rule>('POST', rules, thresholdRule(), 201)
    expect(made).toMatchObject({
      rule: thresholdRule(),
      changed_at: time.text(),
      lately: { green: 0, amber: 0, red: 0 },
    })
    const other = weightedRule({ name: 'Another' })
    const put = await sent<Rule>('PUT', `${rules}/${made.id}`, other)
    expect(put).toMatchObject({ id: made.id, rule: other })
    expect(await sent<Rule>('PUT', `${rules}/${made.id}`, other)).toEqual(put)
    expect((await get<{ items: Rule[] }>(rules)).items).toEqual([put])
    expect(await get<{ items: Rule[] }>(rules, 'stranger')).toEqual({ items: [] })
    await problemOf(await send('PUT', `${rules}/${made.id}`, other, 'stranger'), 404, 'not_found')
    await problemOf(await send('PUT', `${rules}/${nobodyKnows}`, other), 404, 'not_found')
    expect(await sent('DELETE', `${rules}/${made.id}`, {})).toEqual({ id: made.id })
    expect((await get<{ items: Rule[] }>(rules)).items).toEqual([])
    for (const method of ['PUT', 'DELETE'])
      await problemOf(await send(method, `${rules}/${made.id}`, other), 404, 'not_found')
    const subject = `fleet_rule:${made.id}`
    expect((await entries('fleet.rule.')).map(({ action, subject: of, data }) => [action, of, data])).toEqual([
      ['fleet.rule.set', subject, { rule: thresholdRule() }],
      ['fleet.rule.set', subject, { rule: other }],
      ['fleet.rule.removed', subject, {}],
    ])
  })

  test.each([
    ['no name', thresholdRule({ name: ' ' })],
    ['no limits', { ...thresholdRule(), limits: [] }],
    ['another kind', { ...thresholdRule(), kind: 'neural' }],
    ['something of its own', { ...thresholdRule(), colour: 'red' }],
  ])('a rule with %s is refused', async (_, rule) => {
    await problemOf(await send('POST', rules, rule), 422, 'invalid_input')
    await problemOf(await send('POST', `${rules}/try`, { rule }), 422, 'invalid_input')
  })

  test('traces are judged once nothing has come to them for a while, and again when something comes late', async () => {
    const { id } = await sent<Rule>('POST', rules, thresholdRule({ agents: ['judged-agent'] }), 201)
    const root = factsOf({ agent: 'judged-agent', start_us: ago(60_000), duration_us: 300_000 })
    const other = factsOf({ agent: 'other-agent', start_us: ago(60_000), duration_us: 9_000_000 })
    await fleet.tell([root, other])
    await judgeTraces(fleet.app().services)
    expect(await verdictsOn(root.trace_id)).toEqual([])
    await judge()
    const [green] = await verdictsOn(root.trace_id)
    expect(green).toMatchObject({
      rule: 'Slow runs',
      rule_id: id,
      source: 'countersign',
      label: 'green',
      score: 0,
      frameworks: ['SOC 2'],
      explainable: true,
      explanation: 'All of its inputs are within their limits.',
      at: new Date((root.start_us + 300_000) / 1000).toISOString(),
    })
    expect(await verdictsOn(other.trace_id)).toEqual([])
    // The same found again is the same evaluation; something worse changes it.
    await judge()
    expect(await verdictsOn(root.trace_id)).toEqual([green])
    const quick = {
      trace_id: root.trace_id,
      agent: 'judged-agent',
      parent_span_id: root.span_id,
      start_us: root.start_us,
    }
    await fleet.tell([factsOf({ ...quick, duration_us: 1_000 })])
    await judge()
    expect(await verdictsOn(root.trace_id)).toEqual([green])
    await fleet.tell([factsOf({ ...quick, duration_us: 1_200_000 })])
    await judge()
    const after = await verdictsOn(root.trace_id)
    expect(after).toMatchObject([
      { id: green?.id, label: 'red', score: 1, explanation: 'duration 1.2 s: red from 1 s on.' },
    ])
    expect((await get<{ items: Rule[] }>(rules)).items[0]?.lately).toEqual({ green: 0, amber: 0, red: 1 })
    await sent('DELETE', `${rules}/${id}`, {})
  })

  test('two processes that judge at once find each verdict once', async () => {
    const made = [thresholdRule({ agents: ['busy-agent'] }), weightedRule({ agents: ['busy-agent'] })]
    for (const rule of made) await sent('POST', rules, rule, 201)
    const spans = Array.from({ length: 230 }, () => factsOf({ agent: 'busy-agent', start_us: ago(30_000) }))
    await fleet.tell(spans)
    time.pass(6)
    const { services } = fleet.app()
    await Promise.all([judgeTraces(services), judgeTraces(services)])
    const found = await fleet.inside(() =>
      services.store.read.selectFrom('evaluation').select('told_by').where('agent', '=', 'busy-agent').execute(),
    )
    expect(found).toHaveLength(460)
    expect(new Set(found.map(({ told_by }) => told_by)).size).toBe(460)
    const waiting = await fleet.inside(() =>
      services.store.read.selectFrom('trace').select('trace_id').where('judged', '=', 0).execute(),
    )
    expect(waiting).toEqual([])
  })

  test('what a rule would say is said of the agents that it is for, and nothing is kept', async () => {
    const durations = [100, 600, 700, 1_500]
    const agent = 'tried-agent'
    await fleet.tell(durations.map((ms) => factsOf({ agent, start_us: ago(5_000), duration_us: ms * 1_000 })))
    const before = await entries('fleet.')
    const tried = await sent<Tried>('POST', `${rules}/try`, {
      rule: thresholdRule({ enabled: false, agents: [agent] }),
    })
    expect(tried).toMatchObject({ traces: 4, green: 1, amber: 2, red: 1 })
    expect(tried.worst.map(({ label, score }) => [label, score])).toEqual([
      ['red', 1],
      ['amber', 0.5],
      ['amber', 0.5],
    ])
    expect(await sent('POST', `${rules}/try`, { rule: thresholdRule(), agent: 'nobody' })).toMatchObject({ traces: 0 })
    expect(await entries('fleet.')).toEqual(before)
  })

  test('what each input contributed to a verdict of our own is exact, also once the rule is another one', async () => {
    const rule = weightedRule({ agents: ['explained-agent'], amber: 0.1, red: 0.2 })
    const { id } = await sent<Rule>('POST', rules, rule, 201)
    const root = factsOf({ agent: 'explained-agent', start_us: ago(60_000), duration_us: 800_000, status: 'error' })
    await fleet.tell([root])
    await judge()
    const [verdict] = await verdictsOn(root.trace_id)
    await sent('PUT', `${rules}/${id}`, thresholdRule())
    const found = await sent<z.output<typeof Attributions>>(
      'POST',
      `/api/v1/xai/violations/${verdict?.id}/attributions`,
      undefined,
    )
    expect(Attributions.parse(found)).toEqual(found)
    expect(found).toMatchObject({ source: 'shapley', base: expect.closeTo(0.125, 9), score: verdict?.score })
    expect(found.items).toEqual([
      { input: 'duration_ms', value: 800, baseline: 200, contribution: expect.closeTo(0.3, 9) },
      { input: 'tool_calls', value: 0, baseline: 1, contribution: expect.closeTo(-0.025, 9) },
      { input: 'error_count', value: 1, baseline: 0, contribution: expect.closeTo(0.125, 9) },
    ])
    await sent('DELETE', `${rules}/${id}`, {})
  })

  test('of others it is what they sent, or nothing that could be said', async () => {
    const attributions = [
      { input: 'tone', value: 3, contribution: 0.4 },
      { input: 'length', contribution: -0.1 },
    ]
    const told = { trace_id: hex(16), rule: 'Tone', label: 'red', score: 0.8 }
    const taken = await sent<{ ids: string[] }>('POST', '/api/v1/evaluations', {
      evaluations: [
        { ...told, attributions, base: 0.5 },
        { ...told, rule: 'Care' },
      ],
    })
    const of = (id: string | undefined) => `/api/v1/xai/violations/${id}/attributions`
    expect(await sent('POST', of(taken.ids[0]), undefined)).toEqual({
      violation_id: taken.ids[0],
      source: 'reported',
      base: 0.5,
      score: 0.8,
      items: [
        { input: 'tone', value: 3, baseline: null, contribution: 0.4 },
        { input: 'length', value: null, baseline: null, contribution: -0.1 },
      ],
    })
    await problemOf(await send('POST', of(taken.ids[1]), undefined), 409, 'not_explainable')
    await problemOf(await send('POST', of(taken.ids[0]), undefined, 'stranger'), 404, 'not_found')
    await problemOf(await send('POST', of(nobodyKnows), undefined), 404, 'not_found')
  })

  test('more than twenty explanations in a minute are refused', async () => {
    time.pass(61)
    const told = { trace_id: hex(16), rule: 'Tone', label: 'red', attributions: [{ input: 'tone', contribution: 1 }] }
    const { ids } = await sent<{ ids: string[] }>('POST', '/api/v1/evaluations', told)
    const path = `/api/v1/xai/violations/${ids[0]}/attributions`
    for (let i = 0; i < 20; i++) await asJson(await send('POST', path, undefined, 'viewer'), 200)
    const refused = await problemOf(await send('POST', path, undefined, 'viewer'), 429, 'rate_limited')
    expect(refused).toMatchObject({ limit: 20, remaining: 0, retry_after: 60 })
    await asJson(await send('POST', path, undefined), 200)
    time.pass(60)
    await asJson(await send('POST', path, undefined, 'viewer'), 200)
  })

  test('a trace that is not there is not linked to an incident', async () => {
    const incident = await sent<{ id: string }>('POST', '/api/v1/incidents', { title: 'Slow', severity: 'sev2' }, 201)
    const trace = factsOf({ start_us: ago(1_000) })
    const elsewhere = factsOf({ start_us: ago(1_000) })
    await fleet.tell([trace])
    await fleet.tell([elsewhere], 'theirs')
    const link = (ref: string) => send('POST', `/api/v1/incidents/${incident.id}/link`, { kind: 'trace', ref })
    for (const ref of [hex(16), elsewhere.trace_id]) {
      const refused = await problemOf(await link(ref), 422, 'invalid_input')
      expect(refused.issues).toMatchObject([{ path: ['ref'] }])
    }
    await asJson(await link(trace.trace_id), 200)
  })

  test('the ledger vouches for settings and rules', async () => {
    await sent('POST', rules, thresholdRule({ name: 'Vouched for' }), 201)
    expect(await ask(rules)).toMatchObject({ status: 200 })
    const report = await fleet.app().ask('/api/v1/audit/verify', { method: 'POST', key: fleet.keys.admin })
    expect(await report.json()).toMatchObject({ ok: true })
  })
})
