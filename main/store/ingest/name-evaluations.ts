import { sql } from 'kysely'
import { unknownAgent } from '../../../shared/domain/fleet.ts'
import type { Tx } from '../store.ts'

/** Reports that came before their trace and named nobody are of its agent, now that it is there. */
export async function nameEvaluations({ db, workspace }: Tx, trace_ids: readonly string[]): Promise<void> {
  if (trace_ids.length === 0) return
  const ids = sql.join(trace_ids)
  await sql`
    update evaluation set agent = (
      select trace.agent from trace where trace.workspace = evaluation.workspace and trace.trace_id = evaluation.trace_id)
    where workspace = ${workspace} and trace_id in (${ids}) and agent = ${unknownAgent} and source = 'reported'`.execute(
    db,
  )
}
