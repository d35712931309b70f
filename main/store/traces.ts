import { type RawBuilder, type Selectable, sql } from 'kysely'
import { plannedOnce } from './planned-once.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey, runShaped } from './shaped.ts'

type Kept = 'root_seen' | 'received_ms' | 'judged' | 'unjudged_since_ms' | 'speaker_us' | 'model_us'
export type TraceRecord = Omit<Selectable<Schema['trace']>, 'workspace' | Kept>

const columns = [
  'trace_id',
  'agent',
  'name',
  'status',
  'started_us',
  'ended_us',
  'duration_us',
  'span_count',
  'error_count',
  'llm_calls',
  'tool_calls',
  'input_tokens',
  'output_tokens',
  'cost_nano',
  'unpriced',
  'model',
  'conversation',
] as const

export type TraceFilter = {
  agent?: string | undefined
  /** Whose are left out. */
  notAgent?: string | undefined
  status?: string | undefined
  since?: string | undefined
  until?: string | undefined
  q?: string | undefined
  violation?: 'amber' | 'red' | 'any' | undefined
}
export type TracePlace = { started_us: number; trace_id: string }

/** Newest first, after a place in that order. */
export async function readTraces(
  db: ReadDb,
  workspace: string,
  filter: TraceFilter,
  { after, limit }: { after?: TracePlace | undefined; limit: number },
): Promise<TraceRecord[]> {
  const { parts, values, shape } = conditionsOf(filter)
  if (after) {
    parts.push(sql<boolean>`(started_us, trace_id) < (${after.started_us}, ${after.trace_id})`)
    values.push(after.started_us, after.trace_id)
  }
  const build = () => {
    let query = db.selectFrom('trace').select(columns).where('workspace', '=', workspace)
    for (const part of parts) query = query.where(part)
    return query.orderBy('started_us', 'desc').orderBy('trace_id', 'desc').limit(limit)
  }
  return runShaped(db, `traces ${shape}${after ? ' after' : ''}`, [workspace, ...values, limit], build, plannedOnce)
}

const micros = (time: string): number => Date.parse(time) * 1000

function conditionsOf({ agent, notAgent, status, since, until, q, violation }: TraceFilter) {
  const parts: RawBuilder<boolean>[] = []
  const values: (string | number)[] = []
  const shape: string[] = []
  const add = (name: string, part: RawBuilder<boolean>, ...given: (string | number)[]) => {
    parts.push(part)
    values.push(...given)
    shape.push(name)
  }
  if (agent !== undefined) add('agent', sql`agent = ${agent}`, agent)
  if (notAgent !== undefined) add('not agent', sql`agent <> ${notAgent}`, notAgent)
  if (status !== undefined) add('status', sql`status = ${status}`, status)
  if (since !== undefined) add('since', sql`started_us >= ${micros(since)}`, micros(since))
  if (until !== undefined) add('until', sql`started_us < ${micros(until)}`, micros(until))
  for (const word of wordsOf(q)) {
    const [inside, front] = [`%${escaped(word)}%`, `${escaped(word)}%`]
    add(
      'q',
      sql`(lower(name) like ${inside} escape '\\' or lower(coalesce(model, '')) like ${inside} escape '\\'
        or trace_id like ${front} escape '\\' or lower(coalesce(conversation, '')) like ${front} escape '\\')`,
      inside,
      inside,
      front,
      front,
    )
  }
  if (violation !== undefined) {
    const wanted = violation === 'any' ? ['amber', 'red'] : [violation]
    const labels = sql.join(wanted.map((label) => sql`${label}`))
    add(
      `violation ${wanted.length}`,
      sql`exists (select 1 from evaluation where evaluation.workspace = trace.workspace
        and evaluation.trace_id = trace.trace_id and evaluation.label in (${labels}))`,
      ...wanted,
    )
  }
  return { parts, values, shape: shape.join(' ') }
}

/** As SQLite lowers them: letters of other alphabets are compared as they are. */
const wordsOf = (q: string | undefined): string[] =>
  (q ?? '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10)
const escaped = (word: string): string => word.replace(/[\\%_]/g, (sign) => `\\${sign}`)

export async function findTrace(db: ReadDb, workspace: string, trace_id: string): Promise<TraceRecord | undefined> {
  const [row] = await runByKey<TraceRecord>(db, 'trace', [workspace, trace_id], () =>
    db.selectFrom('trace').select(columns).where('workspace', '=', workspace).where('trace_id', '=', trace_id),
  )
  return row
}

/** How many amber and red evaluations these traces have, by trace. */
export async function countViolationsOf(
  db: ReadDb,
  workspace: string,
  trace_ids: readonly string[],
): Promise<Map<string, { amber: number; red: number }>> {
  const counts = new Map<string, { amber: number; red: number }>()
  if (trace_ids.length === 0) return counts
  const values = [workspace, ...trace_ids, 'amber', 'red']
  const build = () =>
    db
      .selectFrom('evaluation')
      .select(({ fn }) => ['trace_id', 'label', fn.countAll<number>().as('count')])
      .where('workspace', '=', workspace)
      .where('trace_id', 'in', trace_ids)
      .where('label', 'in', ['amber', 'red'])
      .groupBy(['trace_id', 'label'])
  const rows = await runShaped(db, `violations of ${trace_ids.length}`, values, build, plannedOnce)
  for (const { trace_id, label, count } of rows) {
    const known = counts.get(trace_id) ?? { amber: 0, red: 0 }
    counts.set(trace_id, label === 'red' ? { ...known, red: count } : { ...known, amber: count })
  }
  return counts
}

export async function readTagsOf(
  db: ReadDb,
  workspace: string,
  trace_ids: readonly string[],
): Promise<Map<string, string[]>> {
  const tags = new Map<string, string[]>()
  if (trace_ids.length === 0) return tags
  // Put in order here: asked for it, SQLite would rather walk all tags of the workspace, which are in this order.
  const build = () =>
    db
      .selectFrom('trace_tag')
      .select(['trace_id', 'tag', 'seq'])
      .where('workspace', '=', workspace)
      .where('trace_id', 'in', trace_ids)
  const values = [workspace, ...trace_ids]
  const rows = await runShaped(db, `tags of ${trace_ids.length}`, values, build, plannedOnce)
  for (const { trace_id, tag } of rows.toSorted((one, other) => one.seq - other.seq)) {
    const known = tags.get(trace_id) ?? []
    if (!known.includes(tag)) tags.set(trace_id, [...known, tag])
  }
  return tags
}
