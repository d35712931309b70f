import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { openServices } from '../../main/services.ts'
import { plannedOnce } from '../../main/store/planned-once.ts'
import { readSpans } from '../../main/store/trace-spans.ts'
import { findTrace } from '../../main/store/traces.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { compliance } from '../../main/use-cases/fleet/compliance.ts'
import { fleetCost } from '../../main/use-cases/fleet/fleet-cost.ts'
import { fleetStatus } from '../../main/use-cases/fleet/fleet-status.ts'
import { listAlerts } from '../../main/use-cases/fleet/list-alerts.ts'
import { listTraces } from '../../main/use-cases/fleet/list-traces.ts'
import { listViolations } from '../../main/use-cases/fleet/list-violations.ts'
import { viewSpan } from '../../main/use-cases/fleet/view-traces.ts'
import { identityOf } from './action-fixture.ts'
import { fillFleet } from './fleet-fixture.ts'
import { type Contender, interleave, type Measurement, median, ms, percentile, type Row, timed } from './measure.ts'

const workspace = 'bench'
const tileSpans = 8
const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/** What each tile reads through our own use-cases, against the same facts by SQL that is prepared, and planned, once. */
export const measureTileQueries: Measurement = async ({ folder, quick }) => {
  const now = Date.UTC(2026, 10, 21, 12, 2)
  const traces = quick ? 12_500 : 125_000
  const services = await openServices({
    mode: 'server',
    dataDir: join(folder, 'tiles'),
    log: pino({ level: 'silent' }),
    clock: () => now,
  })
  try {
    await ensureWorkspace(services.store, workspace, identityOf('operator'))
    const newest = fillFleet(services.database, { workspace, traces, now })
    const bare = new Database(services.database, { readonly: true })
    const sql = (text: string) => {
      const statement = bare.prepare(plannedOnce(text))
      return (...values: unknown[]) => statement.all(...values)
    }
    const tiles = tilesOf(services, newest, now, sql)
    const rows: Row[] = []
    for (const { name, ours, limit } of tiles) {
      const contenders = { ours: () => timed(() => within<unknown>(workspace, ours)), limit: () => timed(limit) }
      const samples = await interleave(contenders, await roundsFor(contenders, quick))
      const [a, b] = [percentile(samples.ours, 0.95), percentile(samples.limit, 0.95)]
      rows.push({
        name: `${name} at ${(traces * 8).toLocaleString('en')} spans, p95`,
        ours: ms(a),
        limit: ms(b),
        ratio: a / b,
        aim: { atMost: 2 },
        notes: ['ours is the whole view as it goes on the wire; the limit is the same rows by prepared SQL, unread'],
        numbers: { ours: a, limit: b, spans: traces * 8 },
      })
    }
    bare.close()
    return rows
  } finally {
    await services.close()
  }
}

/**
 * As many as take about a second, or three: of what takes microseconds, the few runs that another process interrupts, or
 * that come before the code is compiled, would else be the percentile.
 */
async function roundsFor({ ours, limit }: { ours: Contender; limit: Contender }, quick: boolean) {
  const turns = 2
  const trial = await interleave({ ours, limit }, { rounds: 5, turns, warmUp: 5 })
  const each = turns * (median(trial.ours) + median(trial.limit))
  const fitting = Math.round((quick ? 1_000 : 3_000) / each)
  const rounds = Math.min(5_000, Math.max(quick ? 30 : 100, fitting))
  return { rounds, turns, warmUp: Math.max(5, Math.round(rounds / 10)) }
}

type Services = Awaited<ReturnType<typeof openServices>>

/** As the tile reads them; the row of the trace itself is what `trace_link` measures. */
async function spansOf({ store }: Services, trace_id: string) {
  const record = await findTrace(store.read, workspace, trace_id)
  if (record === undefined) throw new Error(`${trace_id} is not there`)
  return (await readSpans(store.read, workspace, trace_id, tileSpans)).map((span) => viewSpan(record, span))
}

type Sql = (text: string) => (...values: unknown[]) => unknown[]

function tilesOf(services: Services, newest: string, now: number, sql: Sql) {
  const last = sql('select * from trace where workspace = ? order by started_us desc, trace_id desc limit 2')
  const violationsOf = sql(
    `select label, count(*) from evaluation where workspace = ? and trace_id = ? and label in ('amber', 'red') group by label`,
  )
  const tagsOf = sql('select tag from trace_tag where workspace = ? and trace_id = ? order by seq')
  const trace = sql('select * from trace where workspace = ? and trace_id = ?')
  const spans = sql(
    `select span_id, parent_span_id, name, kind, start_us, duration_us, status, status_message, agent, operation, tool,
      model, provider, conversation, input_tokens, output_tokens, cost_nano
     from span where workspace = ? and trace_id = ? order by start_us, span_id limit ${tileSpans}`,
  )
  const ranked = (by: string) => `select ${by === '' ? '' : 'agent, '}count(*), sum(status = 'error'),
      max(case when place = (total * 50 + 99) / 100 then duration_us end),
      max(case when place = (total * 95 + 99) / 100 then duration_us end), sum(cost_nano), sum(input_tokens), sum(output_tokens)
    from (select agent, status, duration_us, cost_nano, input_tokens, output_tokens,
      row_number() over (${by} order by duration_us) as place, count(*) over (${by}) as total
      from trace where workspace = ? and started_us >= ? and started_us < ?) ${by === '' ? '' : 'group by agent'}`
  const totals = sql(ranked(''))
  const byAgent = sql(ranked('partition by agent'))
  const judged = sql(
    `select agent, count(*), sum(label <> 'green') from evaluation where workspace = ? and at_ms >= ? and at_ms < ? group by agent`,
  )
  const heard = sql(`with recursive known(agent) as (select min(agent) from trace where workspace = ?
      union all select (select min(trace.agent) from trace where workspace = ? and trace.agent > known.agent)
        from known where known.agent is not null)
    select agent, (select max(started_us) from trace where workspace = ? and trace.agent = known.agent)
    from known where agent is not null`)
  const firing = sql(`select agent, count(*) from alert_event where workspace = ? and status = 'firing' group by agent`)
  const paused = sql('select * from agent_pause where workspace = ? and resumed_at is null')
  const bars = sql(`select (bucket_ms - cast(? as integer)) / 3600000, sum(cost_nano), sum(calls), sum(input_tokens),
      sum(output_tokens) from usage_bucket where workspace = ? and bucket_ms >= ? and bucket_ms < ? group by 1`)
  const who = sql(`select agent, model, sum(cost_nano), sum(calls), sum(unpriced) from usage_bucket
    where workspace = ? and bucket_ms >= ? and bucket_ms < ? group by agent, model`)
  const before = sql('select sum(cost_nano) from usage_bucket where workspace = ? and bucket_ms >= ? and bucket_ms < ?')
  const violation = sql(`select * from evaluation where workspace = ? and label = 'red' union all
    select * from evaluation where workspace = ? and label = 'amber' order by at_ms desc, n desc limit 2`)
  const alert = sql('select * from alert_event where workspace = ? order by updated_ms desc, n desc limit 2')
  const passed = sql(`select at_ms / 86400000, rule, frameworks, label, count(*) from evaluation
    where workspace = ? and at_ms >= ? and at_ms < ? group by 1, rule, frameworks, label`)

  const found = (id: string) => [violationsOf(workspace, id), tagsOf(workspace, id)]
  const from = now - 15 * minuteMs
  const to = (Math.floor(now / 300_000) + 1) * 300_000
  const today = (Math.floor(now / dayMs) + 1) * dayMs
  return [
    {
      name: 'trace_link',
      ours: () => listTraces(services, workspace, { limit: 1 }),
      limit: () => [last(workspace), found(newest)],
    },
    {
      name: 'span_list',
      ours: () => spansOf(services, newest),
      limit: () => [trace(workspace, newest), spans(workspace, newest)],
    },
    {
      name: 'cost_chart',
      ours: () => fleetCost(services, workspace),
      limit: () => [
        bars(to - dayMs, workspace, to - dayMs, to),
        who(workspace, to - dayMs, to),
        before(workspace, to - 2 * dayMs, to - dayMs),
      ],
    },
    {
      name: 'rule_violation',
      ours: () => listViolations(services, workspace, { limit: 1 }),
      limit: () => violation(workspace, workspace),
    },
    {
      name: 'fleet_status',
      ours: () => fleetStatus(services, workspace),
      limit: () => [
        totals(workspace, from * 1000, (now + minuteMs) * 1000),
        byAgent(workspace, from * 1000, (now + minuteMs) * 1000),
        judged(workspace, from, now + minuteMs),
        heard(workspace, workspace, workspace),
        firing(workspace),
        paused(workspace),
      ],
    },
    { name: 'anomaly_alert', ours: () => listAlerts(services, workspace, { limit: 1 }), limit: () => alert(workspace) },
    {
      name: 'compliance_score',
      ours: () => compliance(services, workspace),
      limit: () => passed(workspace, today - 30 * dayMs, today),
    },
  ]
}
