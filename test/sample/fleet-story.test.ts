import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { refundLoop, twoLanguages } from '../../main/sample/fleet/fleet-story.ts'
import { newRuns } from '../../main/sample/fleet/keep-fleet-alive.ts'
import { randomFrom } from '../../main/sample/fleet/random.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { pausedAgent } from '../../main/sample/pause-story.ts'
import type { Services } from '../../main/services.ts'
import { readQueue } from '../../main/store/action-queue.ts'
import { ingestSpans } from '../../main/use-cases/telemetry/ingest-spans.ts'

let sample: Services
beforeAll(async () => {
  sample = await openSample({ log: createLog('silent') })
})
afterAll(() => sample.close())

const read = () => sample.store.read
const us = (minutes: number) => (sample.clock() - minutes * 60_000) * 1_000

test('two days of six agents, and nothing of the future', async () => {
  const traces = await read()
    .selectFrom('trace')
    .selectAll()
    .where('started_us', '>', us(48 * 60))
    .execute()
  expect(new Set(traces.map(({ agent }) => agent)).size).toBe(6)
  expect(traces.length).toBeGreaterThan(1_000)
  expect(Math.max(...traces.map(({ ended_us }) => ended_us))).toBeLessThanOrEqual(us(0) + 60_000_000)
  expect(traces.every(({ root_seen }) => root_seen === 1)).toBe(true)
  expect(traces.some(({ status }) => status === 'error')).toBe(true)
  const lately = traces.filter(({ started_us }) => started_us > us(15))
  expect(lately.length).toBeGreaterThan(10)
  expect(lately.map(({ agent }) => agent)).not.toContain(pausedAgent)
})

test('the traces that the queue speaks of are there: 312 identical calls in one conversation', async () => {
  const asked = { engine: sample.store.engine, workspace: 'sample', now: new Date(sample.clock()).toISOString() }
  const window = { sort: 'proposed_at' as const, descending: true, limit: 100 }
  const tagged = (await readQueue(read(), asked, { type: ['tag_trace'] }, window)).map(
    ({ record }) => record.action.proposal.target_ref,
  )
  expect(tagged.sort()).toEqual([twoLanguages, refundLoop].sort())
  const found = await read().selectFrom('trace').select('trace_id').where('trace_id', 'in', tagged).execute()
  expect(found).toHaveLength(2)
  const calls = await read()
    .selectFrom('span')
    .select(['conversation', 'document'])
    .where('trace_id', '=', refundLoop)
    .where('tool', '=', 'issue_refund')
    .execute()
  const said = calls.map(({ conversation, document }) => {
    const { attributes, resource } = JSON.parse(document)
    return JSON.stringify([conversation, attributes['gen_ai.tool.call.arguments'], resource['service.version']])
  })
  const same = said.filter((each) => each === said.at(-1))
  expect(same).toHaveLength(312)
  expect(said[0]).toContain('4f2c9e1')
})

test('what evaluators said is of traces that are there, of every colour and over a month', async () => {
  const judged = await read().selectFrom('evaluation').selectAll().execute()
  expect(new Set(judged.map(({ label }) => label))).toEqual(new Set(['green', 'amber', 'red']))
  const known = new Set((await read().selectFrom('trace').select('trace_id').execute()).map(({ trace_id }) => trace_id))
  expect(judged.filter(({ trace_id }) => !known.has(trace_id))).toEqual([])
  const days = new Set(judged.map(({ at_ms }) => Math.floor((sample.clock() - at_ms) / (24 * 3_600_000))))
  expect(days.size).toBeGreaterThan(25)
  expect(judged.map(({ frameworks }) => frameworks).join()).toMatch(/EU AI Act.*SOC 2|SOC 2.*EU AI Act/)
  const loop = judged.find(({ trace_id }) => trace_id === refundLoop)
  expect(loop).toMatchObject({ rule: 'refund.amount', label: 'red' })
  expect(JSON.parse(loop?.document ?? '{}').sent.attributions).toHaveLength(4)
})

test('alerts of both kinds, some that burn', async () => {
  const alerts = await read().selectFrom('alert_event').selectAll().execute()
  const kinds = alerts.map(({ source, status }) => `${source} ${status}`)
  expect(new Set(kinds)).toEqual(
    new Set(['alertmanager firing', 'alertmanager resolved', 'detector firing', 'detector resolved']),
  )
})

test('an agent that costs too much does so in the numbers too', async () => {
  const spent = async (agent: string, from: number, to: number) => {
    const rows = await read()
      .selectFrom('trace')
      .select('cost_nano')
      .where('agent', '=', agent)
      .where('started_us', '>', us(from))
      .where('started_us', '<=', us(to))
      .execute()
    return rows.reduce((sum, { cost_nano }) => sum + cost_nano, 0) / 1e9
  }
  expect(await spent('research-agent', 210, 150)).toBeGreaterThan(30)
  expect(await spent('research-agent', 480, 420)).toBeLessThan(5)
})

test('one agent stands still', async () => {
  const pauses = await read().selectFrom('agent_pause').selectAll().where('resumed_at', 'is', null).execute()
  expect(pauses).toMatchObject([{ agent: pausedAgent }])
})

test('it is the same sample at every start, but for its dates', async () => {
  const again = await openSample({ log: createLog('silent') })
  const shape = async ({ store }: Services) =>
    await store.read.selectFrom('trace').select(['trace_id', 'span_count', 'cost_nano']).orderBy('trace_id').execute()
  expect(await shape(again)).toEqual(await shape(sample))
  await again.close()
})

test('it goes on: of runs that are over now, which nobody paused has', async () => {
  const random = randomFrom(1)
  const now = sample.clock()
  const before = await read().selectFrom('span').select('span_id').execute()
  for (let tick = 0; tick < 40; tick++) {
    const spans = newRuns(now, random)
    expect(spans.length).toBeGreaterThan(0)
    expect(spans.map(({ agent }) => agent)).not.toContain(pausedAgent)
    const ends = spans
      .filter(({ parent_span_id }) => parent_span_id === null)
      .map((root) => root.start_us + root.duration_us)
    expect(ends.every((end) => end <= now * 1_000 && end >= (now - 15_001) * 1_000)).toBe(true)
    await ingestSpans(sample, 'sample', spans)
  }
  expect((await read().selectFrom('span').select('span_id').execute()).length).toBeGreaterThan(before.length + 100)
})
