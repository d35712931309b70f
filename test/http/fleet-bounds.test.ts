import type { z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import type * as contract from '../../shared/contract/fleet.ts'
import type { tryRule } from '../../shared/contract/rules.ts'
import { usualSettings } from '../../shared/domain/fleet-settings.ts'
import { engines } from '../support/engines.ts'
import { callOf, factsOf, hex, thresholdRule, weightedRule } from '../support/fleet-rows.ts'
import { useFleet } from './fleet-kit.ts'
import { problemOf } from './problem-shape.ts'

type Traces = { items: z.output<typeof contract.TraceRow>[] }
type Status = z.output<typeof contract.FleetStatus>
type Cost = z.output<typeof contract.FleetCost>
type Compliance = z.output<typeof contract.Compliance>
type Settings = z.output<typeof contract.FleetSettingsView>
type Tried = z.output<(typeof tryRule.responses)[200]['content']['application/json']['schema']>

const dayMs = 86_400_000
const rules = '/api/v1/fleet/rules'
const settings = '/api/v1/fleet/settings'

describe.each(engines)('what the fleet’s answers leave out, on %s', (engine) => {
  const { ask, get, send, sent, ago, tell, time } = useFleet(engine)
  const price = (model: string, usd: number) => ({ model, input_usd_per_mtok: usd, output_usd_per_mtok: usd })

  test.each([
    'traces?limit=0',
    'traces?limit=501',
    'fleet/violations?limit=0',
    'fleet/alerts?limit=0',
    'fleet/compliance?days=0',
    'traces?since=2026-11-21',
  ])('%s is refused, and is no empty answer', async (query) => {
    await problemOf(await ask(`/api/v1/${query}`), 422, 'invalid_input')
  })

  test('what no engine can keep is refused, and so are limits that contradict each other', async () => {
    for (const description of ['a\0b', 'a\ud800b'])
      await problemOf(await send('POST', rules, thresholdRule({ description })), 422, 'invalid_input')
    const crossed = await problemOf(
      await send('POST', rules, weightedRule({ amber: 0.9, red: 0.1 })),
      422,
      'invalid_input',
    )
    expect(crossed.issues).toMatchObject([{ path: ['red'] }])
    for (const model of ['gpt-\0', 'gpt-\ud800', 'gpt-\u202e']) {
      const refused = await problemOf(await send('PUT', settings, { prices: [price(model, 1)] }), 422, 'invalid_input')
      expect(refused.issues).toMatchObject([{ path: ['prices', 0, 'model'] }])
    }
  })

  test('a price of nothing is a price; a part of a cost is not the whole', async () => {
    await sent('PUT', settings, { prices: [price('free-1', 0), ...usualSettings.prices] })
    const costOf = async (...models: (string | null)[]) => {
      const trace_id = hex(16)
      await tell(
        models.map((model) =>
          callOf({
            trace_id,
            model,
            start_us: ago(1_000),
            input_tokens: 1_000,
            output_tokens: 0,
            agent: 'paying-agent',
          }),
        ),
      )
      return (await get<Traces>(`/api/v1/traces?q=${trace_id}`)).items[0]?.cost_usd
    }
    expect(await costOf('free-1')).toBe(0)
    expect(await costOf('gpt-4o', 'free-1')).toBe(0.0025)
    expect(await costOf('gpt-4o', 'house-1')).toBeNull()
    expect(await costOf(null)).toBeNull()
    const cost = '/api/v1/fleet/cost?agent=paying-agent'
    expect((await get<Settings>(settings)).unpriced).toEqual(['house-1'])
    expect((await get<Cost>(cost)).unpriced).toEqual({ calls: 2, models: ['house-1'] })
    await sent('PUT', settings, { prices: [price('house-*', 1), ...usualSettings.prices] })
    expect((await get<Settings>(settings)).unpriced).toEqual([])
    expect((await get<Cost>(cost)).unpriced).toEqual({ calls: 2, models: [] })
  })

  test('words are looked for alike on both engines: only letters of ASCII are folded', async () => {
    const found = factsOf({ name: 'Prüfung der BÜCHER', start_us: ago(1_000) })
    await tell([found])
    const ids = async (q: string) =>
      (await get<Traces>(`/api/v1/traces?q=${encodeURIComponent(q)}`)).items.map(({ trace_id }) => trace_id)
    for (const q of ['BÜCHER', 'bÜcher', 'PRüFUNG']) expect(await ids(q), q).toEqual([found.trace_id])
    for (const q of ['bücher', 'PRÜFUNG']) expect(await ids(q), q).toEqual([])
  })

  test('windows do not end in the future, and are not compared with what is not kept', async () => {
    await sent('PUT', settings, { retention_days: 10 })
    const now = time.now()
    const within = await get<Cost>('/api/v1/fleet/cost?window=4d')
    expect(within).toMatchObject({ to: new Date(now).toISOString(), prior_usd: 0 })
    expect(within.delta_usd).toBe(within.total_usd)
    const beyond = await get<Cost>('/api/v1/fleet/cost?window=6d')
    expect(beyond).toMatchObject({ prior_usd: null, delta_usd: null, delta_ratio: null })
    const passed = await get<Compliance>('/api/v1/fleet/compliance?days=30')
    const first = new Date(now - 10 * dayMs).toISOString().slice(0, 10)
    expect(passed).toMatchObject({ days: 11, from: `${first}T00:00:00.000Z`, to: new Date(now).toISOString() })
    expect(passed.daily.map(({ day }) => day)).toHaveLength(11)
    expect(passed.daily[0]?.day).toBe(first)
    expect(await get<Compliance>('/api/v1/fleet/compliance?days=7')).toMatchObject({ days: 7 })
  })

  test('a rule is tried on so many spans as can be read at once', async () => {
    for (const n of [3, 2, 1]) {
      const trace_id = hex(16)
      const root = factsOf({ trace_id, agent: 'long-agent', start_us: ago(n * 60_000) })
      const steps = Array.from({ length: 19_999 }, (_, i) =>
        factsOf({
          trace_id,
          agent: 'long-agent',
          parent_span_id: root.span_id,
          start_us: root.start_us + i,
          duration_us: 1,
        }),
      )
      await tell([root, ...steps])
    }
    const tried = await sent<Tried>('POST', `${rules}/try`, { rule: thresholdRule({ agents: ['long-agent'] }) })
    expect(tried).toMatchObject({ traces: 2, green: 2 })
  })

  test('of very many agents and models the last and the dearest are shown, and how many more there are', async () => {
    const spans = Array.from({ length: 203 }, (_, i) =>
      callOf({
        agent: `many-${String(i).padStart(3, '0')}`,
        model: `gpt-4o-${String(i).padStart(3, '0')}`,
        parent_span_id: null,
        start_us: ago((300 - i) * 1_000),
        input_tokens: 1_000 * (i + 1),
      }),
    )
    await tell(spans, 'theirs')
    const status = await get<Status>('/api/v1/fleet/status', 'stranger')
    expect([status.agents.length, status.left_out]).toEqual([200, 3])
    expect(status.agents[0]?.agent).toBe('many-003')
    expect(status.totals.runs).toBe(203)
    const cost = await get<Cost>('/api/v1/fleet/cost', 'stranger')
    expect([cost.by_agent.length, cost.by_model.length]).toEqual([50, 50])
    expect(cost.left_out).toEqual({ agents: 153, models: 153 })
    expect([cost.by_agent[0]?.name, cost.by_model[0]?.name]).toEqual(['many-202', 'gpt-4o-202'])
    const one = await get<Status>('/api/v1/fleet/status?agent=many-000', 'stranger')
    expect([one.agents.length, one.left_out]).toEqual([1, 0])
  })
})
