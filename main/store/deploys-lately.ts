import { type DeployRecord, deployRecordOf } from './deploy-record.ts'
import type { ReadDb } from './schema.ts'
import { everywhere } from './within.ts'

/** Of every workspace what went well since then, for whoever looks after it for a while. */
export function readSucceeded(db: ReadDb, since: string): Promise<(DeployRecord & { workspace: string })[]> {
  return everywhere(async () => {
    const rows = await db
      .selectFrom('deploy')
      .selectAll()
      .where('outcome', '=', 'success')
      .where('finished_at', '>=', since)
      .orderBy('n')
      .execute()
    return rows.map((row) => ({ ...deployRecordOf(row), workspace: row.workspace }))
  })
}
