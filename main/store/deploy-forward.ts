import type { Deploy } from '../../shared/domain/gate.ts'
import { deployRecordOf } from './deploy-record.ts'
import type { ReadDb } from './schema.ts'
import type { DeploySchema } from './schema-deploys.ts'
import type { Tx } from './store.ts'

type Row = DeploySchema['deploy_forward']
/** A deploy that a team's server is still to be told of, or to be told the end of. */
export type Untold = Pick<Row, 'server' | 'body' | 'tries' | 'due_at' | 'error'> & { deploy: Deploy }

/** It commits with the deploy itself, so that none goes out past the server without its being told. */
export async function insertForward(tx: Tx, deploy_id: string, server: string, body: string): Promise<void> {
  const fresh = { due_at: tx.now, tries: 0, error: null, told_at: null }
  await tx.db
    .insertInto('deploy_forward')
    .values({ workspace: tx.workspace, deploy_id, server, body, ...fresh })
    .execute()
}

/** In the order in which they began. One that was told as lost sight of is there again when its end is known after all. */
export async function readUntold(db: ReadDb, workspace: string): Promise<Untold[]> {
  const rows = await db
    .selectFrom('deploy_forward as f')
    .innerJoin('deploy as d', (join) =>
      join.onRef('d.workspace', '=', 'f.workspace').onRef('d.deploy_id', '=', 'f.deploy_id'),
    )
    .selectAll('d')
    .select(['f.server', 'f.body', 'f.tries', 'f.due_at', 'f.error'])
    .where('f.workspace', '=', workspace)
    .where((e) => e.or([e('f.told_at', 'is', null), e('d.finished_at', '>', e.ref('f.told_at'))]))
    .orderBy('d.n')
    .execute()
  return rows.map(({ server, body, tries, due_at, error, ...row }) => {
    return { server, body, tries, due_at, error, deploy: deployRecordOf(row).deploy }
  })
}

export async function changeForward(
  tx: Tx,
  deploy_id: string,
  server: string,
  changed: Partial<Pick<Row, 'body' | 'due_at' | 'tries' | 'error' | 'told_at'>>,
): Promise<void> {
  await tx.db
    .updateTable('deploy_forward')
    .set(changed)
    .where('workspace', '=', tx.workspace)
    .where('deploy_id', '=', deploy_id)
    .where('server', '=', server)
    .execute()
}

export type Forward = Pick<Row, 'deploy_id' | 'server' | 'body' | 'error' | 'told_at'>

/** Which of these deploys a server is told of, and whether it was. */
export async function readForwards(db: ReadDb, workspace: string, ids: readonly string[]): Promise<Forward[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('deploy_forward')
    .select(['deploy_id', 'server', 'body', 'error', 'told_at'])
    .where('workspace', '=', workspace)
    .where('deploy_id', 'in', [...ids])
    .execute()
}
