import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { saveRule } from '../../main/store/fleet-rules.ts'
import { saveFleetSettings } from '../../main/store/fleet-settings.ts'
import { detectAnomalies } from '../../main/use-cases/fleet/detect-anomalies.ts'
import { endSilentAlerts } from '../../main/use-cases/fleet/end-silent-alerts.ts'
import { judgeTraces } from '../../main/use-cases/fleet/judge-traces.ts'
import { pruneTelemetry } from '../../main/use-cases/fleet/prune-telemetry.ts'
import { usualSettings } from '../../shared/domain/fleet-settings.ts'
import { engines } from '../support/engines.ts'
import { callOf, factsOf, hex, tellSpans, thresholdRule } from '../support/fleet-rows.ts'
import { useFleet } from './fleet-kit.ts'

type Alerts = { items: { id: string; name: string; status: string; severity: string; measured: { metric: string } }[] }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe.each(engines)('the detector on %s', (engine) => {
  const fleet = useFleet(engine)
  const { get, sent, ago, time } = fleet
  const look = () => detectAnomalies(fleet.app().services)
  const alerts = async (agent: string) => (await get<Alerts>(`/api/v1/fleet/alerts?agent=${agent}`)).items
  /** So many runs, spread over a time that ended so long ago. */
  const runs = (agent: string, count: number, from: number, over: number, changed: object = {}) =>
    fleet.tell(
      Array.from({ length: count }, (_, i) =>
        factsOf({ agent, start_us: Math.floor(ago(from - (i * over) / count)), duration_us: 100_000, ...changed }),
      ),
    )

  test('a rate of errors that is unusual begins an alert, goes on with it and ends it', async () => {
    const agent = 'failing-agent'
    await runs(agent, 200, 20 * hour, 19 * hour)
    await look()
    expect(await alerts(agent)).toEqual([])
    await runs(agent, 20, 10 * minute, 5 * minute, { status: 'error' })
    // Two processes find the same.
    await Promise.all([look(), look()])
    const [begun, ...others] = await alerts(agent)
    expect(others).toEqual([])
    expect(begun).toMatchObject({
      name: 'Unusually many errors',
      status: 'firing',
      source: 'detector',
      severity: 'critical',
      agent,
      summary: 'failing-agent: fail 100 % in the last 15 minutes, usually 0 % (limit 5 %)',
      measured: { metric: 'error_rate', value: 1, usual: 0, limit: 0.05 },
      starts_at: time.text(),
      ends_at: null,
      labels: { agent, metric: 'error_rate' },
    })
    time.pass(60)
    await look()
    expect(await alerts(agent)).toEqual([begun])
    await runs(agent, 20, 30_000, 20_000)
    time.pass(30)
    await look()
    const [going] = await alerts(agent)
    expect(going).toMatchObject({ id: begun?.id, status: 'firing', measured: { value: 0.5 }, updated_at: time.text() })
    time.pass(15 * 60)
    await look()
    expect(await alerts(agent)).toMatchObject([{ id: begun?.id, status: 'resolved', ends_at: time.text() }])
    // What begins anew is another one.
    await runs(agent, 20, 2 * minute, minute, { status: 'error' })
    await look()
    expect((await alerts(agent)).map(({ status }) => status).toSorted()).toEqual(['firing', 'resolved'])
  })

  test('so do times and cost, each by itself', async () => {
    const agent = 'slow-agent'
    await runs(agent, 200, 20 * hour, 19 * hour)
    await runs(agent, 20, 10 * minute, 5 * minute, { duration_us: 60_000_000 })
    const calls = Array.from({ length: 10 }, () =>
      callOf({ agent, trace_id: hex(16), start_us: ago(2 * minute), input_tokens: 200_000, duration_us: 60_000_000 }),
    )
    await fleet.tell(calls)
    await look()
    const found = await alerts(agent)
    expect(found.map(({ measured, status }) => [measured.metric, status]).toSorted()).toEqual([
      ['cost_usd', 'firing'],
      ['p95_ms', 'firing'],
    ])
  })

  test('an agent without a day before, or with a few runs, is unusual in nothing', async () => {
    await runs('new-agent', 50, 10 * minute, 5 * minute, { status: 'error' })
    await runs('rare-agent', 200, 20 * hour, 19 * hour)
    await runs('rare-agent', 9, 10 * minute, 5 * minute, { status: 'error' })
    await look()
    expect([await alerts('new-agent'), await alerts('rare-agent')]).toEqual([[], []])
  })

  test('once it is switched off, what it found is over', async () => {
    const firing = async () => (await get<Alerts>('/api/v1/fleet/alerts?status=firing')).items.length
    expect(await firing()).toBeGreaterThan(0)
    await sent('PUT', '/api/v1/fleet/settings', { detector: { ...usualSettings.detector, enabled: false } })
    await look()
    expect(await firing()).toBe(0)
  })
})

describe.each(engines)('the judge on %s', (engine) => {
  const fleet = useFleet(engine)
  const { ago, time } = fleet
  const verdicts = (trace_id: string) =>
    fleet.inside(() =>
      fleet
        .app()
        .services.store.read.selectFrom('evaluation')
        .select(['rule', 'agent'])
        .where('trace_id', '=', trace_id)
        .orderBy('rule')
        .execute(),
    )
  const rule = (name: string, agents: string[] = []) =>
    fleet.inside(() =>
      fleet.app().services.store.write('w', async (tx) => {
        const by = { id: 'x', digest: 'x' }
        await saveRule(tx, { rule_id: name, rule: thresholdRule({ name, agents }), by, since: tx.now, last_seq: 1 })
      }),
    )

  test('waits for the root, but not for ever; and takes back what is not said of the agent any more', async () => {
    await fleet.tell([factsOf()].map((span) => ({ ...span, start_us: ago(minute) })))
    await rule('of all')
    await rule('of the service', ['checkout'])
    const trace_id = hex(16)
    const child = factsOf({ trace_id, parent_span_id: 'b'.repeat(16), agent: 'checkout', start_us: ago(minute) })
    await fleet.tell([child])
    time.pass(6)
    await judgeTraces(fleet.app().services)
    expect(await verdicts(trace_id)).toEqual([])
    time.pass(600)
    await judgeTraces(fleet.app().services)
    const [all, service] = ['of all', 'of the service']
    expect(await verdicts(trace_id)).toEqual([all, service].map((name) => ({ rule: name, agent: 'checkout' })))
    await fleet.tell([factsOf({ trace_id, span_id: 'b'.repeat(16), agent: 'bee', start_us: ago(minute) })])
    time.pass(6)
    await judgeTraces(fleet.app().services)
    expect(await verdicts(trace_id)).toEqual([{ rule: all, agent: 'bee' }])
  })

  test('what never falls quiet is judged now and then', async () => {
    const trace_id = hex(16)
    for (let i = 0; i < 5; i++) {
      await fleet.tell([factsOf({ trace_id, parent_span_id: 'c'.repeat(16), start_us: ago(minute) })])
      await judgeTraces(fleet.app().services)
      expect(await verdicts(trace_id)).toHaveLength(i === 4 ? 1 : 0)
      time.pass(4 * 60)
    }
  })

  test('a verdict that cannot be stored stops no other one', async () => {
    await rule('poison')
    const { services } = fleet.app()
    const poisoned = {
      ...services,
      store: {
        ...services.store,
        write: (workspace: string, unit: Parameters<typeof services.store.write>[1]) =>
          services.store.write(workspace, async (tx) => {
            const done = await unit(tx)
            const [bad] = await tx.db.selectFrom('evaluation').select('n').where('rule', '=', 'poison').execute()
            if (bad) throw new Error('no such text')
            return done
          }),
      } as typeof services.store,
    }
    const spans = [1, 2].map(() => factsOf({ start_us: ago(minute) }))
    await fleet.tell(spans)
    time.pass(6)
    await judgeTraces(poisoned)
    for (const { trace_id } of spans) expect((await verdicts(trace_id)).map(({ rule }) => rule)).toEqual(['of all'])
    const left = await fleet.inside(() => services.store.read.selectFrom('trace').select('judged').execute())
    expect(left.filter(({ judged }) => judged === 0)).toEqual([])
  })
})

describe.each(engines)('alerts that nobody tells of any more, on %s', (engine) => {
  const fleet = useFleet(engine)
  const { sent, get, time } = fleet
  test('are over after a day, and go on when somebody does', async () => {
    const startsAt = time.text()
    const alerts = [{ status: 'firing', labels: { alertname: 'Slow' }, startsAt, fingerprint: 'f' }]
    const tell = () => sent('POST', '/api/v1/alerts', { alerts })
    const status = async () => (await get<Alerts>('/api/v1/fleet/alerts')).items.map((alert) => alert.status)
    const end = () => endSilentAlerts(fleet.app().services)
    await tell()
    time.pass(20 * 3600)
    await tell()
    time.pass(20 * 3600)
    await end()
    expect(await status()).toEqual(['firing'])
    time.pass(5 * 3600)
    await end()
    expect(await status()).toEqual(['resolved'])
    await tell()
    expect(await status()).toEqual(['firing'])
  })
})

describe.each(engines)('telemetry that is old, on %s', (engine) => {
  const fleet = useFleet(engine)
  const { sent, ago, time } = fleet
  const prune = () => pruneTelemetry(fleet.app().services)
  const tables = ['span', 'trace', 'evaluation', 'usage_bucket', 'alert_event'] as const
  const counts = (workspace = 'w') =>
    fleet.inside(async () => {
      const found: number[] = []
      for (const table of tables) {
        const { rows } = await sql<{ n: number }>`
          select count(*) as n from ${sql.table(table)} where workspace = ${workspace}`.execute(
          fleet.app().services.store.read,
        )
        found.push(rows[0]?.n ?? 0)
      }
      return found
    }, workspace)

  test('goes when the settings say, in every workspace by its own; but for what is young, burns or is held', async () => {
    const old = Array.from({ length: 450 }, (_, i) => callOf({ start_us: ago(31 * day) + i * 1_000 }))
    const young = callOf({ start_us: ago(29 * day) })
    // They came when they were younger.
    const then = { ...fleet.app().services, clock: () => time.now() - 2 * day }
    await tellSpans(then, 'w', [...old, young])
    await tellSpans(then, 'theirs', [callOf({ start_us: ago(31 * day) })])
    await fleet.inside(() =>
      fleet.app().services.store.write('theirs', async (tx) => {
        const by = { id: 'x', digest: 'x' }
        await saveFleetSettings(tx, { settings: { ...usualSettings, retention_days: 60 }, by, since: tx.now }, 1)
      }),
    )
    const at = (ms: number) => new Date(time.now() - ms).toISOString()
    const told = { trace_id: hex(16), rule: 'Tone', label: 'red' }
    await sent('POST', '/api/v1/evaluations', {
      evaluations: [
        { ...told, at: at(31 * day) },
        { ...told, rule: 'Care', at: at(day) },
      ],
    })
    const alert = { labels: { alertname: 'Slow', agent: 'a' }, startsAt: at(40 * day) }
    const over = { ...alert, status: 'resolved', endsAt: at(39 * day), fingerprint: 'over' }
    await sent('POST', '/api/v1/alerts', { alerts: [over, { ...alert, status: 'firing', fingerprint: 'burns' }] })
    await fleet.inside(() =>
      fleet.app().services.store.write('w', async (tx) => {
        await tx.db
          .updateTable('alert_event')
          .set({ updated_ms: time.now() - 39 * day })
          .execute()
      }),
    )
    const before = await counts()
    expect(before).toEqual([451, 451, 2, expect.any(Number), 2])

    const hold = (legal_hold: object | null) => sent('PUT', '/api/v1/workspace/policy', { retention: { legal_hold } })
    await hold({ reason: 'A lawsuit' })
    await prune()
    expect(await counts()).toEqual(before)
    await hold(null)
    await Promise.all([prune(), prune()])
    expect(await counts()).toEqual([1, 1, 1, 2, 1])
    expect((await counts('theirs')).slice(0, 2)).toEqual([1, 1])
    await prune()
    expect(await counts()).toEqual([1, 1, 1, 2, 1])
  })
})
