import type { Insertable, Selectable } from 'kysely'
import type { Who } from '../../shared/domain/action.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import { type Deploy, endingOf, isReviewOpen, isSettled, outcomeOf } from '../../shared/domain/gate.ts'
import { DeployShape } from '../../shared/domain/gate-shapes.ts'
import type { Schema } from './schema.ts'

/** A deploy, its place in the list, the entry that changed it last, and who asks for it to be broken off. */
export type DeployRecord = { n: number; last_seq: number; deploy: Deploy; stop: Who | null }
export type DeployRow = Selectable<Schema['deploy']>

export const deployRecordOf = ({ n, last_seq, document, stop_by, stop_by_digest }: DeployRow): DeployRecord => ({
  n,
  last_seq,
  deploy: DeployShape.parse(JSON.parse(document)),
  stop: stop_by === null || stop_by_digest === null ? null : { id: stop_by, digest: stop_by_digest },
})

/** Two deploys are the same where their texts are. */
const deployText = (deploy: Deploy): string => canonicalText(deploy as unknown as Json)

/** What changes of its row with what happens to it. */
export const deployStateOf = (deploy: Deploy) => ({
  document: deployText(deploy),
  state: deploy.stage.state,
  outcome: outcomeOf(deploy),
  finished_at: endingOf(deploy)?.at ?? null,
  run_url: deploy.run_url,
  review_open: isReviewOpen(deploy) ? 1 : 0,
  settled: isSettled(deploy) ? 1 : 0,
})

export const deployRowOf = (workspace: string, deploy: Deploy, last_seq: number): Insertable<Schema['deploy']> => ({
  workspace,
  deploy_id: deploy.deploy_id,
  surface_id: deploy.surface_id,
  kind: deploy.kind,
  path: deploy.path,
  from_sha: deploy.from_sha,
  to_sha: deploy.to_sha,
  began_at: deploy.began_at,
  ...deployStateOf(deploy),
  last_seq,
  lease: null,
  lease_until: null,
  stop_by: null,
  stop_by_digest: null,
})
