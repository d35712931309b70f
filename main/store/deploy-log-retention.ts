import type { Tx } from './store.ts'

/** What deploys printed goes with the entries of its time. What they did stays: their rows are facts. */
export async function forgetDeployLogs(tx: Tx, before: string): Promise<void> {
  await tx.db.deleteFrom('deploy_log').where('workspace', '=', tx.workspace).where('at', '<', before).execute()
}
