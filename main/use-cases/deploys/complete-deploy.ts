import { outcomeOf } from '../../../shared/domain/gate.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { hasNotices } from '../../store/deploy-notices.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeployByRun } from '../../store/deploys.ts'
import type { Act } from '../transition.ts'
import { advanceDeploy } from './advance-deploy.ts'
import { tellOfDeploy } from './notices/tell-of-deploy.ts'
import type { Report } from './read-report.ts'

/** What a report says of a deploy that is known already: nothing new, which run it has, or what became of it. */
export async function completeDeploy(
  services: Pick<Services, 'gate' | 'workspace'>,
  { tx, who }: Act,
  record: DeployRecord,
  report: Report,
): Promise<Result<DeployRecord>> {
  const { deploy } = record
  const before = outcomeOf(deploy)
  // Whoever follows it tells the rest of it, step by step; its run is found, if it was not before.
  if (before === null) {
    const { run_url } = report
    if (deploy.path !== 'ci' || deploy.run_url !== null || run_url === undefined) return ok(record)
    if (await findDeployByRun(tx.db, tx.workspace, run_url)) return ok(record)
    return advanceDeploy(tx, deploy.deploy_id, { kind: 'run_found', run_url }, who)
  }
  if (before === report.outcome) {
    // Told as under way, it called nobody; lost sight of, it does, and once.
    const { ending } = deploy.stage
    if (
      before === 'unknown' &&
      ending &&
      !report.under_way &&
      !(await hasNotices(tx.db, tx.workspace, deploy.deploy_id))
    )
      await tellOfDeploy(services, tx, deploy, { kind: 'ended', ending })
    return ok(record)
  }
  if (before !== 'unknown')
    return refuse('invalid_transition', `It ended as ${before} by the ledger, which does not change.`, {
      status: deploy.stage.state,
      outcome: before,
    })
  const { outcome, detail = null, ts_utc } = report
  const told = {
    kind: 'ended',
    ending: { outcome, at: new Date(ts_utc).toISOString(), by: who, detail, observed_sha: null },
    found: {
      release: deploy.release ?? report.release ?? null,
      snapshot: deploy.snapshot ?? report.snapshot ?? null,
      state_serial: deploy.state_serial ?? report.state_serial ?? null,
    },
  } as const
  const done = await advanceDeploy(tx, deploy.deploy_id, told, who)
  if (done.ok) await tellOfDeploy(services, tx, done.value.deploy, told)
  return done
}
