import type { z } from '@hono/zod-openapi'
import { beforeAll, describe, expect, test } from 'vitest'
import * as contract from '../../shared/contract/fleet.ts'
import { engines } from '../support/engines.ts'
import { callOf, factsOf, hex } from '../support/fleet-rows.ts'
import { useFleet } from './fleet-kit.ts'
import { problemOf } from './problem-shape.ts'

type Traces = { items: z.output<typeof contract.TraceRow>[]; next_cursor: string | null }
type Violations = { items: z.output<typeof contract.Evaluation>[]; next_cursor: string | null }
type Alerts = { items: z.output<typeof contract.FleetAlert>[]; next_cursor: string | null }
type Status = z.output<typeof contract.FleetStatus>
type Cost = z.output<typeof contract.FleetCost>
type Compliance = z.output<typeof contract.Compliance>
type Detail = z.output<typeof contract.TraceDetail>

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe.each(engines)('what the fleet did, on %s', (engine) => {
  const fleet = useFleet(engine)
  const { get, ask, sent, ago, time } = fleet
  const ids = Array.from({ length: 12 }, (_, i) => `${i.toString(16)}`.padStart(2, '0') + hex(15))
  const id = (i: number): string => ids[i] ?? ''

  /** Twelve runs, a minute apart, the first the newest; two agents; a third of them failed. */
  beforeAll(async () => {
    const spans = ids.flatMap((trace_id, i) => {
      const agent = i % 2 === 0 ? 'checkout-agent' : 'search-agent'
      const root = factsOf({
        trace_id,
        agent,
        name: `run ${i} 100%`,
        conversation: `c-${i}`,
        start_us: ago((i + 1) * minute),
        duration_us: (i + 1) * 1_000_000,
        status: i % 3 === 0 ? 'error' : 'ok',
      })
      const model = i === 5 ? 'nobody-knows-1' : 'gpt-4o'
      return [root, callOf({ trace_id, agent, model, parent_span_id: root.span_id, start_us: root.start_us + 500 })]
    })
    await fleet.tell(spans)
    await fleet.tell([factsOf({ trace_id: hex(16), start_us: ago(minute), agent: 'their-agent' })], 'theirs')
    const evaluation = (i: number, label: string, rule = 'Tone', frameworks = ['SOC 2']) => ({
      trace_id: id(i),
      agent: i % 2 === 0 ? 'checkout-agent' : 'search-agent',
      rule,
      label,
      frameworks,
      score: 0.5,
      explanation: 'Said so',
      at: new Date(time.now() - i * minute).toISOString(),
    })
    const evaluations = [
      evaluation(1, 'red'),
      evaluation(1, 'amber', 'Care'),
      evaluation(2, 'green'),
      evaluation(3, 'amber', 'Tone', ['SOC 2', 'EU AI Act']),
      { ...evaluation(4, 'red'), at: new Date(time.now() - 3 * day).toISOString() },
      { ...evaluation(6, 'red'), at: new Date(time.now() - 40 * day).toISOString() },
    ]
    await sent('POST', '/api/v1/evaluations', { evaluations })
    const alerts = ['checkout-agent', 'search-agent'].map((agent, i) => ({
      status: i === 0 ? 'firing' : 'resolved',
      labels: { alertname: 'Slow', agent, severity: 'page' },
      startsAt: new Date(time.now() - 3 * minute).toISOString(),
      ...(i === 0 ? {} : { endsAt: new Date(time.now() - 2.5 * minute).toISOString() }),
    }))
    await sent('POST', '/api/v1/alerts', { alerts })
  })

  const list = (query = '') => get<Traces>(`/api/v1/traces${query}`)
  const numbers = ({ items }: Traces) => items.map(({ trace_id }) => ids.indexOf(trace_id))

  test('a trace says what it was, what it cost and what was found in it', async () => {
    const { items } = await list('?limit=2')
    expect(items).toMatchObject([
      { trace_id: id(0), status: 'error', violations: { amber: 0, red: 0 } },
      {
        trace_id: id(1),
        name: 'run 1 100%',
        agent: 'search-agent',
        status: 'ok',
        started_at: new Date(time.now() - 2 * minute).toISOString(),
        duration_ms: 2_000,
        span_count: 2,
        llm_calls: 1,
        input_tokens: 1_000,
        output_tokens: 100,
        cost_usd: 0.0035,
        model: 'gpt-4o',
        conversation: 'c-1',
        violations: { amber: 1, red: 1 },
        tags: [],
      },
    ])
    const [unpriced] = (await list('?q=nobody-knows')).items
    expect(unpriced).toMatchObject({ trace_id: id(5), cost_usd: null })
  })

  test.each([
    ['?agent=search-agent', [1, 3, 5, 7, 9, 11]],
    ['?agent=nobody', []],
    ['?agent=&status=error', [0, 3, 6, 9]],
    ['?status=error', [0, 3, 6, 9]],
    ['?agent=search-agent&status=error', [3, 9]],
    [`?since=${new Date(time.now() - 2.5 * minute).toISOString()}`, [0, 1]],
    [`?since=${new Date(time.now() - 2.5 * minute).toISOString().replace('Z', '%2B00:00')}`, [0, 1]],
    [`?until=${new Date(time.now() - 10.5 * minute).toISOString()}`, [10, 11]],
    ['?violation=red', [1, 4, 6]],
    ['?violation=amber', [1, 3]],
    ['?violation=any', [1, 3, 4, 6]],
    ['?violation=any&agent=checkout-agent', [4, 6]],
    ['?q=RUN%207', [7]],
    ['?q=run%20gpt-4o%201', [1, 10, 11, 0, 2, 3, 4, 6, 7, 8, 9].toSorted((a, b) => a - b)],
    ['?q=C-11', [11]],
    ['?q=%25', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ['?q=_', []],
    ["?q='", []],
  ])('traces of %s are %j', async (query, expected) => {
    expect(numbers(await list(query))).toEqual(expected)
  })

  test('an id is found by its beginning', async () => {
    expect(numbers(await list(`?q=${id(8).slice(0, 12).toUpperCase()}`))).toEqual([8])
    expect(numbers(await list(`?q=${id(8).slice(4, 20)}`))).toEqual([])
  })

  test.each(['', '&agent=search-agent', '&violation=any', '&status=ok'])(
    'pages of traces%s put together are the whole, also while others come in',
    async (filter) => {
      const whole = numbers(await list(`?limit=500${filter}`))
      for (const size of [1, 2, 5]) {
        const found: number[] = []
        let cursor: string | null = ''
        while (cursor !== null) {
          const page: Traces = await list(`?limit=${size}${filter}${cursor && `&cursor=${cursor}`}`)
          found.push(...numbers(page))
          cursor = page.next_cursor
        }
        expect(found).toEqual(whole)
      }
    },
  )

  test.each(['/api/v1/traces', '/api/v1/fleet/violations', '/api/v1/fleet/alerts'])(
    'a cursor that is none of %s is refused',
    async (path) => {
      const others = await get<Traces>('/api/v1/traces?limit=1')
      const foreign = path === '/api/v1/traces' ? 'x' : others.next_cursor
      await problemOf(await ask(`${path}?cursor=${foreign}`), 422, 'invalid_input')
      await problemOf(await ask(`${path}?cursor=`), 422, 'invalid_input')
    },
  )

  test('a trace is shown with its spans in order, what was found in it, and what burned meanwhile', async () => {
    const detail = await get<Detail>(`/api/v1/traces/${id(1)}`)
    expect(contract.TraceDetail.parse(detail)).toEqual(detail)
    expect(detail.spans.map(({ name, offset_us }) => [name, offset_us])).toEqual([
      ['run 1 100%', 0],
      ['chat gpt-4o', 500],
    ])
    expect(detail).toMatchObject({ left_out: 0, violations: { amber: 1, red: 1 } })
    expect(detail.evaluations.map(({ rule, label }) => [rule, label])).toEqual([
      ['Tone', 'red'],
      ['Care', 'amber'],
    ])
    expect(detail.alerts).toEqual([])
    // It began half a minute before the alert was over.
    const burned = await get<Detail>(`/api/v1/traces/${id(2)}`)
    expect(burned.alerts.map(({ name, agent }) => [name, agent])).toEqual([['Slow', 'checkout-agent']])
  })

  test('a span is shown with all that was reported of it', async () => {
    const { spans } = await get<Detail>(`/api/v1/traces/${id(1)}`)
    const span = await get(`/api/v1/traces/${id(1)}/spans/${spans[1]?.span_id}`)
    expect(contract.SpanDetail.parse(span)).toEqual(span)
    expect(span).toMatchObject({ model: 'gpt-4o', cost_usd: 0.0035, resource: { 'service.name': 'checkout' } })
    await problemOf(await ask(`/api/v1/traces/${id(2)}/spans/${spans[1]?.span_id}`), 404, 'not_found')
  })

  test('another workspace’s trace is not there', async () => {
    for (const path of [`/api/v1/traces/${id(1)}`, `/api/v1/traces/${id(1)}/spans/x`])
      await problemOf(await ask(path, 'stranger'), 404, 'not_found')
    const theirs = await get<Traces>('/api/v1/traces', 'stranger')
    expect(theirs.items.map(({ agent }) => agent)).toEqual(['their-agent'])
  })

  test('of a very long trace the first spans are shown, and how many are left out', async () => {
    const root = factsOf({ start_us: ago(20 * day), agent: 'long-agent' })
    const steps = Array.from({ length: 5_002 }, (_, i) =>
      factsOf({ trace_id: root.trace_id, parent_span_id: root.span_id, start_us: root.start_us + 5_002 - i }),
    )
    await fleet.tell([root, ...steps])
    const { spans, left_out } = await get<Detail>(`/api/v1/traces/${root.trace_id}`)
    expect([spans.length, left_out]).toEqual([5_000, 3])
    expect(spans.map(({ offset_us }) => offset_us)).toEqual(Array.from({ length: 5_000 }, (_, i) => i))
  })

  test('the fleet’s last quarter of an hour is counted exactly', async () => {
    const status = await get<Status>('/api/v1/fleet/status')
    expect(contract.FleetStatus.parse(status)).toEqual(status)
    expect(status.totals).toEqual({
      runs: 12,
      errors: 4,
      error_rate: 4 / 12,
      // Of 1 to 12 seconds: the sixth, and the twelfth.
      p50_ms: 6_000,
      p95_ms: 12_000,
      evaluated: 4,
      violations: 3,
      violation_rate: 0.75,
      cost_usd: expect.closeTo(11 * 0.0035, 9),
      input_tokens: 12_000,
      output_tokens: 1_200,
    })
    const [checkout, search] = status.agents
    expect(status.agents.map(({ agent }) => agent)).toEqual(['checkout-agent', 'search-agent'])
    expect(checkout).toMatchObject({
      runs: 6,
      errors: 2,
      p95_ms: 11_000,
      violations: 0,
      alerts_firing: 1,
      pause_id: null,
    })
    expect(search).toMatchObject({ runs: 6, errors: 2, p95_ms: 12_000, violations: 3, alerts_firing: 0 })
    expect(search?.last_seen_at).toBe(new Date(time.now() - 2 * minute).toISOString())
    const one = await get<Status>('/api/v1/fleet/status?agent=search-agent')
    expect(one).toMatchObject({ agent: 'search-agent', totals: { runs: 6, violations: 3, p50_ms: 6_000 } })
    expect(one.agents.map(({ agent }) => agent)).toEqual(['search-agent'])
    const nobody = await get<Status>('/api/v1/fleet/status?agent=nobody')
    expect(nobody).toMatchObject({ agents: [], totals: { runs: 0, error_rate: null, p95_ms: null } })
  })

  test('a pause is shown at the agent that it holds', async () => {
    const pause = await sent<{ id: string }>(
      'POST',
      '/api/v1/pauses',
      { agent: 'search-agent', reason: 'It loops' },
      201,
    )
    const { agents } = await get<Status>('/api/v1/fleet/status')
    expect(agents.map(({ pause_id }) => pause_id)).toEqual([null, pause.id])
    await sent('POST', `/api/v1/pauses/${pause.id}/resume`, {})
  })

  test('cost is a histogram of the window, beside the window before, by agent and by model', async () => {
    await fleet.tell([
      callOf({ start_us: ago(30 * hour), input_tokens: 1_000_000, output_tokens: 0 }),
      callOf({ start_us: ago(3 * hour), input_tokens: 2_000_000, output_tokens: 0, model: 'gpt-5-mini' }),
    ])
    const cost = await get<Cost>('/api/v1/fleet/cost')
    expect(contract.FleetCost.parse(cost)).toEqual(cost)
    expect(cost).toMatchObject({ window_hours: 24, bucket_minutes: 60, prior_usd: 2.5, agent: null })
    expect(cost.buckets).toHaveLength(24)
    const sum = cost.buckets.reduce((total, { cost_usd }) => total + cost_usd, 0)
    expect(sum).toBeCloseTo(cost.total_usd, 9)
    expect(cost.total_usd).toBeCloseTo(0.5 + 11 * 0.0035, 9)
    expect(cost.delta_usd).toBeCloseTo(cost.total_usd - 2.5, 9)
    expect(cost.delta_ratio).toBeCloseTo((cost.total_usd - 2.5) / 2.5, 9)
    expect(cost.by_agent.map(({ name, calls }) => [name, calls])).toEqual([
      ['checkout-agent', 7],
      ['search-agent', 6],
    ])
    expect(cost.by_model.map(({ name }) => name)).toEqual(['gpt-5-mini', 'gpt-4o', 'nobody-knows-1'])
    expect(cost.unpriced).toEqual({ calls: 1, models: ['nobody-knows-1'] })
    // Each bar has what fell into it.
    const bar = cost.buckets.find(({ cost_usd }) => cost_usd === 0.5)
    expect(Math.abs(Date.parse(bar?.from ?? '') - (time.now() - 3 * hour))).toBeLessThanOrEqual(hour)
  })

  test.each([
    ['1h', 5, 12],
    ['6h', 15, 24],
    ['7d', 360, 28],
    ['30d', 1_440, 30],
    ['365d', 43_200, 13],
  ])('a window of %s has bars of %d minutes, %d of them', async (window, minutes, bars) => {
    const cost = await get<Cost>(`/api/v1/fleet/cost?window=${window}&agent=search-agent`)
    expect([cost.bucket_minutes, cost.buckets.length, cost.agent]).toEqual([minutes, bars, 'search-agent'])
    expect(cost.total_usd).toBeCloseTo(5 * 0.0035, 9)
    expect(cost.buckets.reduce((total, { calls }) => total + calls, 0)).toBe(6)
  })

  test('a window that is none is refused', async () => {
    for (const window of ['0h', '24', 'h', '99999h', '1y'])
      await problemOf(await ask(`/api/v1/fleet/cost?window=${window}`), 422, 'invalid_input')
  })

  test.each([
    ['', ['Tone red', 'Care amber', 'Tone amber', 'Tone red', 'Tone red']],
    ['?label=red', ['Tone red', 'Tone red', 'Tone red']],
    ['?label=green&label=amber', ['Care amber', 'Tone green', 'Tone amber']],
    ['?rule=Care', ['Care amber']],
    ['?agent=checkout-agent', ['Tone red', 'Tone red']],
    [`?since=${new Date(time.now() - 2 * minute).toISOString()}`, ['Tone red', 'Care amber']],
  ])('violations of %s are %j', async (query, expected) => {
    const { items } = await get<Violations>(`/api/v1/fleet/violations${query}`)
    expect(items.map(({ rule, label }) => `${rule} ${label}`).toSorted()).toEqual(expected.toSorted())
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
  })

  test('violations of one trace, and page by page', async () => {
    const of = await get<Violations>(`/api/v1/fleet/violations?trace_id=${id(1)}`)
    expect(of.items.every(({ trace_id }) => trace_id === id(1))).toBe(true)
    expect(of.items).toHaveLength(2)
    const whole = await get<Violations>('/api/v1/fleet/violations')
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Violations = await get(`/api/v1/fleet/violations?limit=2${cursor && `&cursor=${cursor}`}`)
      found.push(...page.items.map((item) => item.id))
      cursor = page.next_cursor
    }
    expect(found).toEqual(whole.items.map((item) => item.id))
  })

  test('alerts, by status, by agent and page by page', async () => {
    const all = await get<Alerts>('/api/v1/fleet/alerts')
    expect(all.items).toHaveLength(2)
    const firing = await get<Alerts>('/api/v1/fleet/alerts?status=firing')
    expect(firing.items).toMatchObject([{ agent: 'checkout-agent', severity: 'page', ends_at: null, measured: null }])
    expect((await get<Alerts>('/api/v1/fleet/alerts?agent=search-agent')).items).toMatchObject([{ status: 'resolved' }])
    const first = await get<Alerts>('/api/v1/fleet/alerts?limit=1')
    const rest = await get<Alerts>(`/api/v1/fleet/alerts?limit=1&cursor=${first.next_cursor}`)
    expect([...first.items, ...rest.items]).toEqual(all.items)
    expect(rest.next_cursor).toBeNull()
    expect((await get<Alerts>(`/api/v1/fleet/alerts?since=${time.text(60)}`)).items).toEqual([])
  })

  test('pass rates, of thirty whole days, by framework, by rule and by day', async () => {
    const found = await get<Compliance>('/api/v1/fleet/compliance')
    expect(contract.Compliance.parse(found)).toEqual(found)
    expect(found).toMatchObject({ days: 30, evaluated: 5, passed: 1, pass_rate: 0.2, to: time.text() })
    expect(found.by_framework).toEqual([
      { framework: 'EU AI Act', evaluated: 1, passed: 0, pass_rate: 0 },
      { framework: 'SOC 2', evaluated: 5, passed: 1, pass_rate: 0.2 },
    ])
    expect(found.by_rule).toEqual([
      { rule: 'Care', frameworks: ['SOC 2'], green: 0, amber: 1, red: 0 },
      { rule: 'Tone', frameworks: ['EU AI Act', 'SOC 2'], green: 1, amber: 1, red: 2 },
    ])
    expect(found.daily).toHaveLength(30)
    expect(found.daily.slice(-4).map(({ day: date, evaluated }) => [date, evaluated])).toEqual([
      ['2026-11-18', 1],
      ['2026-11-19', 0],
      ['2026-11-20', 0],
      ['2026-11-21', 4],
    ])
    // Of what is kept for thirty days, no sixty are known.
    const sixty = '/api/v1/fleet/compliance?days=60'
    expect(await get(sixty)).toMatchObject({ days: 31, evaluated: 5 })
    await sent('PUT', '/api/v1/fleet/settings', { retention_days: 90 })
    expect(await get(sixty)).toMatchObject({ days: 60, evaluated: 6 })
    await sent('PUT', '/api/v1/fleet/settings', { retention_days: 30 })
    expect(await get('/api/v1/fleet/compliance', 'stranger')).toMatchObject({ evaluated: 0, pass_rate: null })
  })
})
