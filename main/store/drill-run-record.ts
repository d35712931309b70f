import type { Insertable, Selectable } from 'kysely'
import { z } from 'zod'
import type { DrillRun } from '../../shared/domain/drill-run.ts'
import { drillEnvironments } from '../../shared/domain/drill-schedule.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import type { Schema } from './schema.ts'

/** A rehearsal, its place in the list, and the entry that changed it last. */
export type RunRecord = { n: number; last_seq: number; run: DrillRun }
export type RunRow = Selectable<Schema['drill_run']>

const Who = z.object({ id: z.string(), digest: z.string() })
const Document = z.object({
  run_id: z.string(),
  schedule_id: z.string(),
  route_id: z.string().nullable(),
  target: z.object({ environment: z.enum(drillEnvironments), surface: z.string() }),
  began_at: z.string(),
  began_by: Who,
  recovery_limit_seconds: z.number(),
  steps: z.array(z.object({ text: z.string(), ticked: z.object({ by: Who, at: z.string() }).nullable() })),
  progress: z.discriminatedUnion('state', [
    z.object({ state: z.literal('running'), recovered_at: z.string().nullable() }),
    z.object({
      state: z.literal('finished'),
      recovered_at: z.string(),
      finished_at: z.string(),
      finished_by: Who,
      notes: z.string().nullable(),
    }),
    z.object({
      state: z.literal('abandoned'),
      recovered_at: z.string().nullable(),
      abandoned_at: z.string(),
      abandoned_by: Who,
      notes: z.string(),
    }),
  ]),
})

export const runRecordOf = ({ n, last_seq, document }: RunRow): RunRecord => ({
  n,
  last_seq,
  run: Document.parse(JSON.parse(document)),
})

/** Two runs are the same where their texts are. */
const runText = (run: DrillRun): string => canonicalText(run as unknown as Json)

export function endOf({ progress }: DrillRun): string | null {
  switch (progress.state) {
    case 'running':
      return null
    case 'finished':
      return progress.finished_at
    case 'abandoned':
      return progress.abandoned_at
    default:
      return progress satisfies never
  }
}

/** What changes of its row. */
export const runStateOf = (run: DrillRun) => ({
  document: runText(run),
  state: run.progress.state,
  ended_at: endOf(run),
})

export const runRowOf = (workspace: string, run: DrillRun, last_seq: number): Insertable<Schema['drill_run']> => ({
  workspace,
  run_id: run.run_id,
  schedule_id: run.schedule_id,
  began_at: run.began_at,
  ...runStateOf(run),
  last_seq,
})
