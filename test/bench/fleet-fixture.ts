import Database from 'better-sqlite3'

type Wanted = { workspace: string; traces: number; now: number }

const agents = 20
const models = ['gpt-4o', 'gpt-5-mini', 'claude-sonnet-4']
const spansEach = 8

/**
 * Traces of eight spans each over two days, evaluations over thirty, the buckets of their use, and two thousand alerts, of
 * which few fire: written by SQL, since what is measured is how they are read. Gives the newest trace.
 */
export function fillFleet(file: string, { workspace, traces, now }: Wanted): string {
  const db = new Database(file)
  db.pragma('synchronous = off')
  const each = (2 * 86_400_000_000) / traces
  const insertTrace = db.prepare(`insert into trace (workspace, trace_id, agent, name, status, root_seen, started_us,
      ended_us, duration_us, span_count, error_count, llm_calls, tool_calls, input_tokens, output_tokens, cost_nano, unpriced,
      model, conversation, received_ms, judged) values (?, ?, ?, ?, ?, 1, ?, ?, ?, 8, 0, 4, 3, 4000, 400, 12000000, 0, ?, ?, ?, 1)`)
  const insertSpan = db.prepare(`insert into span (workspace, trace_id, span_id, parent_span_id, name, kind, start_us,
      duration_us, status, agent, operation, model, input_tokens, output_tokens, cost_nano, document)
      values (?, ?, ?, ?, ?, 'internal', ?, ?, 'ok', ?, 'chat', ?, 1000, 100, 3000000, ?)`)
  const insertEvaluation = db.prepare(`insert into evaluation (workspace, evaluation_id, trace_id, agent, rule, source,
      score, label, document, at_ms, told_by) values (?, ?, ?, ?, ?, 'reported', 0.5, ?, ?, ?, ?)`)
  const insertBucket = db.prepare(`insert into usage_bucket (workspace, bucket_ms, agent, model, runs, errors, calls,
      input_tokens, output_tokens, cost_nano, unpriced) values (?, ?, ?, ?, 4, 0, 20, 20000, 2000, 60000000, 0)`)
  const insertAlert =
    db.prepare(`insert into alert_event (workspace, alert_id, fingerprint, source, name, agent, severity,
      status, summary, document, starts_ms, ends_ms, updated_ms) values (?, ?, ?, 'alertmanager', 'Slow', ?, 'warning', ?,
      'Slower than usual', ?, ?, ?, ?)`)
  const document = JSON.stringify({
    attributes: { 'gen_ai.request.temperature': 0.2, 'server.address': 'api.openai.com', 'session.id': 'x'.repeat(32) },
    resource: { 'service.name': 'checkout', 'service.version': '4.2.0' },
    scope: { name: 'bench', version: '1.0.0' },
    events: [],
    links: [],
    dropped: 0,
  })
  const judged = JSON.stringify({ frameworks: ['SOC 2', 'EU AI Act'], judged: null, sent: null })
  const told = JSON.stringify({ labels: { team: 'checkout' }, annotations: {}, generator_url: null, measured: null })
  const idOf = (i: number) => i.toString(16).padStart(32, '0')
  db.transaction(() => {
    for (let i = 0; i < traces; i++) {
      const start = Math.floor(now * 1000 - (traces - i) * each)
      const agent = `agent-${i % agents}`
      const model = models[i % models.length]
      const duration = 200_000 + ((i * 7_919) % 9_000_000)
      const status = i % 25 === 0 ? 'error' : 'ok'
      const head = [workspace, idOf(i), agent, `run ${i}`, status, start, start + duration, duration]
      insertTrace.run(...head, model, `c-${i % 1_000}`, Math.floor(start / 1000))
      for (let n = 0; n < spansEach; n++) {
        const [span, parent] = [n, n - 1].map((each) => `${i.toString(16)}${each}`.padStart(16, '0'))
        insertSpan.run(
          workspace,
          idOf(i),
          span,
          n === 0 ? null : parent,
          `step ${n}`,
          start + n,
          duration,
          agent,
          model,
          document,
        )
      }
    }
    const evaluations = Math.floor(traces * 0.8)
    for (let i = 0; i < evaluations; i++) {
      const label = i % 50 === 0 ? 'red' : i % 20 === 0 ? 'amber' : 'green'
      const at = Math.floor(now - ((evaluations - i) * 30 * 86_400_000) / evaluations)
      insertEvaluation.run(
        workspace,
        `e${i}`,
        idOf(i),
        `agent-${i % agents}`,
        `Rule ${i % 6}`,
        label,
        judged,
        at,
        `e${i}`,
      )
    }
    for (let i = 0; i < 2_000; i++) {
      const at = now - (2_000 - i) * 60_000
      const [status, ends] = i % 100 === 0 ? ['firing', null] : ['resolved', at + 60_000]
      insertAlert.run(workspace, `a${i}`, `f${i}`, `agent-${i % agents}`, status, told, at, ends, at)
    }
    const last = Math.floor(now / 300_000) * 300_000
    for (let n = 0; n < 576; n++)
      for (let agent = 0; agent < agents; agent++)
        for (const model of models) insertBucket.run(workspace, last - n * 300_000, `agent-${agent}`, model)
  })()
  db.pragma('wal_checkpoint(truncate)')
  db.close()
  return idOf(traces - 1)
}
