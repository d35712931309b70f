import type { Deploy, Outcome } from '../../shared/domain/gate.ts'
import { type DeployRecord, type DeployRow, deployRecordOf, deployRowOf, deployStateOf } from './deploy-record.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

/** `lease`: which process carries it out from its very beginning. None for what is only recorded. */
export async function insertDeploy(
  tx: Tx,
  deploy: Deploy,
  last_seq: number,
  lease: { lease: string; lease_until: string } | null,
): Promise<void> {
  await tx.db
    .insertInto('deploy')
    .values({ ...deployRowOf(tx.workspace, deploy, last_seq), ...lease })
    .execute()
}

/** With what is over, its lease is too. */
export async function saveDeploy(tx: Tx, deploy: Deploy, last_seq: number): Promise<void> {
  const state = deployStateOf(deploy)
  const over = state.outcome === null ? {} : { lease: null, lease_until: null }
  await tx.db
    .updateTable('deploy')
    .set({ ...state, ...over, last_seq })
    .where('workspace', '=', tx.workspace)
    .where('deploy_id', '=', deploy.deploy_id)
    .execute()
}

export async function findDeploy(db: ReadDb, workspace: string, deploy_id: string): Promise<DeployRecord | undefined> {
  const [row] = await runByKey<DeployRow>(db, 'deploy', [workspace, deploy_id], () =>
    db.selectFrom('deploy').selectAll().where('workspace', '=', workspace).where('deploy_id', '=', deploy_id),
  )
  return row && deployRecordOf(row)
}

export async function findDeployByRun(
  db: ReadDb,
  workspace: string,
  run_url: string,
): Promise<DeployRecord | undefined> {
  const row = await db
    .selectFrom('deploy')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('run_url', '=', run_url)
    .executeTakeFirst()
  return row && deployRecordOf(row)
}

/** Those of a surface that went the same way and ended at the same moment, and name no run. */
export async function readDeploysLike(
  db: ReadDb,
  workspace: string,
  { surface_id, kind, from_sha, to_sha, outcome, finished_at }: DeployFacts,
): Promise<DeployRecord[]> {
  const rows = await db
    .selectFrom('deploy')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('surface_id', '=', surface_id)
    .where('kind', '=', kind)
    .where('from_sha', from_sha === null ? 'is' : '=', from_sha)
    .where('to_sha', to_sha === null ? 'is' : '=', to_sha)
    .where('outcome', '=', outcome)
    .where('finished_at', '=', finished_at)
    .where('run_url', 'is', null)
    .orderBy('n')
    .execute()
  return rows.map(deployRecordOf)
}
type DeployFacts = Pick<Deploy, 'surface_id' | 'kind' | 'from_sha' | 'to_sha'> & {
  outcome: Outcome
  finished_at: string
}

export type DeployFilter = {
  surface?: string | undefined
  kind?: Deploy['kind'] | undefined
  in_flight?: boolean | undefined
  review_open?: boolean | undefined
  outcome?: readonly string[] | undefined
}

/** Newest first, after a place in that order. */
export async function readDeploys(
  db: ReadDb,
  workspace: string,
  { surface, kind, in_flight, review_open, outcome }: DeployFilter,
  { after, limit }: { after?: number | undefined; limit: number },
): Promise<DeployRecord[]> {
  let query = db.selectFrom('deploy').selectAll().where('workspace', '=', workspace)
  if (surface !== undefined) query = query.where('surface_id', '=', surface)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (in_flight !== undefined) query = query.where('outcome', in_flight ? 'is' : 'is not', null)
  if (review_open !== undefined) query = query.where('review_open', '=', review_open ? 1 : 0)
  if (outcome?.length) query = query.where('outcome', 'in', outcome)
  if (after !== undefined) query = query.where('n', '<', after)
  return (await query.orderBy('n', 'desc').limit(limit).execute()).map(deployRecordOf)
}

/** Those that go on at a surface: one, or a rollback beside the deploy that it is stopping. */
export const readInFlight = (db: ReadDb, workspace: string, surface: string): Promise<DeployRecord[]> =>
  readDeploys(db, workspace, { surface, in_flight: true }, { limit: 10 })

/** Of every surface its last ones, newest first. */
export const readLastDeploys = (db: ReadDb, workspace: string, surface: string, limit: number) =>
  readDeploys(db, workspace, { surface }, { limit })

/** All of a workspace's rows as they stand, in the order in which they were made, for the verifier. */
export async function readDeployRows(
  db: ReadDb,
  workspace: string,
  after: number,
  limit: number,
): Promise<DeployRow[]> {
  return db
    .selectFrom('deploy')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('n', '>', after)
    .orderBy('n')
    .limit(limit)
    .execute()
}
