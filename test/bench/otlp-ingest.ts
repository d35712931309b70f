import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { exportRequest } from '../../main/telemetry/otlp-messages.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { asProtobuf, nanos, pair, requestOf } from '../telemetry/otlp-kit.ts'
import { identityOf, workspace } from './action-fixture.ts'
import { interleave, type Measurement, median, percentile, timed } from './measure.ts'

const perBatch = 512
const perTrace = 8
/** An hour after the kit's spans. */
const clock = () => Number(nanos(3_600_000)) / 1e6

/** A batch of spans through the whole API, against decoding it and inserting as many rows in one transaction. */
export const measureOtlpIngest: Measurement = async ({ folder, quick }) => {
  const services = await openServices({ mode: 'server', dataDir: join(folder, 'otlp'), log: createLog('warn'), clock })
  const plain = plainTable(join(folder, 'otlp-plain.db'))
  try {
    const owner = identityOf('owner')
    await ensureWorkspace(services.store, workspace, owner)
    const { key } = await createKey(services, owner, { workspace, name: 'fleet', roles: ['runner'] })
    const app = createApp(services)
    const batches = { json: batchesOf('json'), ours: batchesOf('ours'), limit: batchesOf('limit') }
    const send = async (type: string, body: string | Uint8Array<ArrayBuffer>) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': type }
      const request = new Request('http://localhost/v1/traces', { method: 'POST', headers, body })
      const answer = await app.fetch(request, { door: 'desktop' })
      if (answer.status !== 200) throw new Error(await answer.text())
      await answer.arrayBuffer()
    }
    const samples = await interleave(
      {
        ours: () => {
          const body = asProtobuf(batches.ours())
          return cpu(() => send('application/x-protobuf', body))
        },
        limit: () => {
          const body = asProtobuf(batches.limit())
          return cpu(() => plain.insert(exportRequest.decode(body)))
        },
        json: () => {
          const body = JSON.stringify(batches.json())
          return cpu(() => send('application/json', body))
        },
      },
      { rounds: quick ? 15 : 60, turns: 2, warmUp: 6 },
    )
    const [ours, limit, json] = [median(samples.ours), median(samples.limit), median(samples.json)]
    const lane = await approvalBeside(services, () => send('application/x-protobuf', asProtobuf(batches.ours())))
    const each = (value: number) => `${((value / perBatch) * 1000).toFixed(1)} µs/span`
    return [
      {
        name: 'OTLP ingest, CPU per span',
        ours: each(ours),
        limit: each(limit),
        ratio: ours / limit,
        aim: { atMost: 2 },
        notes: [
          `protobuf, batches of ${perBatch} spans of 12 attributes; the limit decodes the batch and inserts a row for each span (the same columns, its document as JSON) in one transaction of bare better-sqlite3, WAL and FULL`,
          'ours is the whole API: credential, decoding, what the conventions say, spans, traces, buckets, prices',
          `for comparison, the same as JSON: ${each(json)}`,
          `a write that comes while eight such batches wait is done after ${lane.toFixed(1)} ms (p95)`,
        ],
        numbers: { ours, limit, json, lane },
      },
    ]
  } finally {
    plain.close()
    await services.close()
  }
}

async function cpu(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** How long somebody waits who decides something while telemetry pours in. */
async function approvalBeside({ store }: Awaited<ReturnType<typeof openServices>>, send: () => Promise<void>) {
  const waits: number[] = []
  for (let round = 0; round < 20; round++) {
    const flood = Array.from({ length: 8 }, send)
    await new Promise((resolve) => setTimeout(resolve, 5))
    waits.push(
      await timed(() => store.write(workspace, async ({ db }) => db.selectFrom('workspace').select('id').execute())),
    )
    await Promise.all(flood)
  }
  return percentile(waits, 0.95)
}

/** Traces that nobody has sent before: of an agent, its calls of a model and of tools. */
function batchesOf(name: string) {
  let count = 0
  const mark = Buffer.from(name.padEnd(4, 'x')).toString('hex').slice(0, 8)
  return () => {
    count += 1
    const spans = Array.from({ length: perBatch }, (_, i) => {
      const trace = Math.floor(i / perTrace)
      const id = (n: number) => (n + 1).toString(16).padStart(16, '0')
      const isRoot = i % perTrace === 0
      const isCall = i % 2 === 1
      return {
        traceId: mark + (count * 1_000 + trace).toString(16).padStart(24, '0'),
        spanId: id(i),
        ...(!isRoot && { parentSpanId: id(trace * perTrace) }),
        name: isRoot ? 'invoke_agent bench' : isCall ? 'chat gpt-4o' : 'execute_tool search',
        kind: isCall ? 3 : 1,
        startTimeUnixNano: nanos(count * 1_000 + i),
        endTimeUnixNano: nanos(count * 1_000 + i + 40),
        attributes: [
          pair('gen_ai.agent.name', `agent-${trace % 6}`),
          pair('gen_ai.operation.name', isRoot ? 'invoke_agent' : isCall ? 'chat' : 'execute_tool'),
          pair('gen_ai.conversation.id', `conversation-${trace}`),
          ...(isCall
            ? [
                pair('gen_ai.provider.name', 'openai'),
                pair('gen_ai.request.model', 'gpt-4o'),
                pair('gen_ai.response.model', 'gpt-4o-2024-08-06'),
                pair('gen_ai.usage.input_tokens', 1_200 + i),
                pair('gen_ai.usage.output_tokens', 140),
              ]
            : [pair('gen_ai.tool.name', 'search'), pair('gen_ai.tool.call.arguments', '{"q":"carriers in Q3"}')]),
          pair('server.address', 'api.example'),
          pair('thread.id', i),
          pair('code.function', 'bench.run'),
          pair('note', 'A sentence of the usual length, as instrumentations add them.'),
        ],
        status: { code: 1 },
      }
    })
    return requestOf(spans, 'bench')
  }
}

/** The same columns with nothing around them. */
function plainTable(file: string) {
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec(`create table span (
    workspace text not null, trace_id text not null, span_id text not null, parent_span_id text, name text not null,
    kind text not null, start_us integer not null, duration_us integer not null, status text not null,
    status_message text, agent text not null, operation text, tool text, model text, provider text, conversation text,
    input_tokens integer, output_tokens integer, cost_nano integer, document text not null,
    primary key (workspace, trace_id, span_id))`)
  const insert = db.prepare(`insert into span values (${Array.from({ length: 20 }, () => '?').join(', ')})`)
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  type Span = { traceId: Uint8Array; spanId: Uint8Array; parentSpanId: Uint8Array; name: string; attributes: unknown }
  const row = ({ traceId, spanId, parentSpanId, name, attributes }: Span) => [
    ...['w', hex(traceId), hex(spanId), hex(parentSpanId), name, 'client', 1_777_471_200_000_000, 40_000, 'ok', null],
    ...['agent', 'chat', null, 'gpt-4o', 'openai', 'conversation', 1_200, 140, 4_400_000, JSON.stringify(attributes)],
  ]
  return {
    insert: db.transaction((message: object) => {
      const { resourceSpans } = message as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
      for (const { scopeSpans } of resourceSpans)
        for (const { spans } of scopeSpans) for (const span of spans) insert.run(...row(span))
    }),
    close: () => db.close(),
  }
}
