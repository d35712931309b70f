import type { z } from '@hono/zod-openapi'
import type { DeployReport } from '../../../shared/contract/deploys.ts'
import { type Deploy, outcomeOf, type Recorded, recordedDeploy } from '../../../shared/domain/gate.ts'
import { writeRecorded } from '../../../shared/domain/gate-entries.ts'
import { definitionDigest } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { isBreakGlass } from '../../../shared/domain/surface.ts'
import { quarantineOf, sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Services } from '../../services.ts'
import { appendLog } from '../../store/deploy-log.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy, findDeployByRun, insertDeploy } from '../../store/deploys.ts'
import { newId } from '../../store/new-id.ts'
import { readStanding } from '../../store/surfaces.ts'
import { changeStanding } from '../surfaces/change-standing.ts'
import type { KnownSurface } from '../surfaces/known-surfaces.ts'
import type { Act } from '../transition.ts'
import { advanceDeploy } from './advance-deploy.ts'
import { enqueueDeployNotices } from './notices/enqueue-deploy-notices.ts'
import { knowReported } from './reported-person.ts'
import { surfaceOfReport } from './surface-of-report.ts'

export type Report = z.output<typeof DeployReport>

/**
 * A run of a pipeline, or another machine, tells of a deploy that it made. It happened, so it is recorded, whether or not
 * anybody here knows the surface; told twice it is one, and what was told as unknown can be told again when it is known.
 */
export async function recordDeploy(
  services: Pick<Services, 'gate' | 'workspace'>,
  act: Act,
  report: Report,
): Promise<Result<DeployRecord>> {
  const { tx } = act
  const { surface_id, known } = await surfaceOfReport(services, tx, report)
  const byId = report.id === undefined ? undefined : await findDeploy(tx.db, tx.workspace, report.id)
  if (byId) return complete(act, byId, report, surface_id)
  if (report.run_url === undefined) return record(act, report, { surface_id, known, run_url: null })
  // A run can be of several surfaces, and can be made again: its first deploy has its address, the next ones have it with a mark.
  for (let count = 1; ; count++) {
    const run_url = count === 1 ? report.run_url : `${report.run_url}#${count}`
    const found = await findDeployByRun(tx.db, tx.workspace, run_url)
    if (found === undefined) return record(act, report, { surface_id, known, run_url })
    if (isOfReport(found.deploy, report, surface_id)) return complete(act, found, report, surface_id)
  }
}

/** The same deploy, by what is said of it. One that is under way or was lost sight of is told of now. */
function isOfReport(deploy: Deploy, { kind, environment, to_sha, outcome }: Report, surface_id: string): boolean {
  const isSame = deploy.surface_id === surface_id && deploy.kind === kind && deploy.environment === environment
  const isOfCommit = deploy.to_sha === to_sha || sameCommit(deploy.to_sha, to_sha)
  const before = outcomeOf(deploy)
  return isSame && isOfCommit && (before === null || before === 'unknown' || before === outcome)
}

async function complete(
  { tx, who }: Act,
  record: DeployRecord,
  report: Report,
  surface_id: string,
): Promise<Result<DeployRecord>> {
  const { deploy } = record
  if (deploy.surface_id !== surface_id || deploy.kind !== report.kind)
    return refuse('invalid_transition', 'There is a deploy with this id already, and it is another one.', {
      status: deploy.stage.state,
    })
  const before = outcomeOf(deploy)
  // Whoever follows it tells the rest of it, step by step; its run is found, if it was not before.
  if (before === null) {
    const { run_url } = report
    if (deploy.path !== 'ci' || deploy.run_url !== null || run_url === undefined) return ok(record)
    if (await findDeployByRun(tx.db, tx.workspace, run_url)) return ok(record)
    return advanceDeploy(tx, deploy.deploy_id, { kind: 'run_found', run_url }, who)
  }
  if (before === report.outcome) return ok(record)
  if (before === 'unknown') {
    const { outcome, detail = null, ts_utc } = report
    const ending = { outcome, at: new Date(ts_utc).toISOString(), by: who, detail, observed_sha: null }
    return advanceDeploy(tx, deploy.deploy_id, { kind: 'ended', ending }, who)
  }
  return refuse('invalid_transition', `It ended as ${before} by the ledger, which does not change.`, {
    status: deploy.stage.state,
    outcome: before,
  })
}

type Of = { surface_id: string; known: KnownSurface | undefined; run_url: string | null }

async function record(act: Act, report: Report, { surface_id, known, run_url }: Of): Promise<Result<DeployRecord>> {
  const { tx, who } = act
  const { kind, environment, from_sha, to_sha, target_app, trigger, outcome, detail = null, release = null } = report
  const at = new Date(report.ts_utc).toISOString()
  const path = report.path ?? (trigger === 'ci' ? 'ci' : 'local')
  const recorded: Recorded = {
    facts: {
      ...{ surface_id, kind, path, trigger, environment, target_app, from_sha, to_sha },
      deploy_id: report.id ?? newId(Date.parse(tx.now)),
      to_release: kind === 'rollback' ? release : null,
      began_at: report.started_at === undefined ? at : new Date(report.started_at).toISOString(),
      began_by: await knowReported(act, report.actor, run_url),
      break_glass: kind === 'deploy' && known !== undefined && isBreakGlass(known.surface, path),
      passes: [],
      warnings: [],
      health_attempts: 0,
      definition_digest: known ? definitionDigest(known.surface) : 'unknown',
    },
    ending: { outcome, at, by: who, detail, observed_sha: null },
    run_url,
    release,
    approval:
      report.approved_by === undefined
        ? null
        : { by: await knowReported(act, report.approved_by, run_url), at, comment: report.comment ?? null },
  }
  const { seq } = tx.append({ ...writeRecorded(recorded), actor: who })
  const deploy = recordedDeploy(recorded)
  await insertDeploy(tx, deploy, seq, null)
  const state = { state: deploy.stage.state, outcome, event: 'recorded' }
  await appendLog(tx, deploy.deploy_id, [{ kind: 'state', text: JSON.stringify(state) }])
  await settleStanding(act, deploy)
  await enqueueDeployNotices(tx, known?.surface, deploy, { kind: 'ended', ending: recorded.ending })
  const made = await findDeploy(tx.db, tx.workspace, deploy.deploy_id)
  if (made === undefined) throw new Error('what was just recorded is not there')
  return ok(made)
}

/** What runs there follows, unless something else went out later; and what was rolled back does not go out again by itself. */
async function settleStanding({ tx, who }: Act, deploy: Deploy): Promise<void> {
  const outcome = outcomeOf(deploy)
  const { surface_id, deploy_id, began_by, from_sha, to_sha, release, kind, stage } = deploy
  const standing = await readStanding(tx.db, tx.workspace, surface_id)
  const told = stage.ending?.at
  // Whoever's clock is ahead does not keep what goes out after it from being what runs.
  const since = told !== undefined && told < tx.now ? told : tx.now
  const isOut = outcome === 'success' || outcome === 'health_check_failed'
  if (isOut && !(standing.running !== null && standing.running.since > since)) {
    const running = { sha: to_sha, release, since, by: began_by, deploy_id }
    await changeStanding(tx, surface_id, { kind: 'running', running }, who)
    if (kind === 'rollback' && standing.alert !== null)
      await changeStanding(tx, surface_id, { kind: 'alert_cleared', reason: `rolled back: ${deploy_id}` }, who)
  }
  if (kind !== 'rollback' || outcome === 'cancelled' || from_sha === null || sameCommit(from_sha, to_sha)) return
  if (quarantineOf(standing, from_sha)) return
  const quarantine = { sha: from_sha, reason: `rolled back: ${deploy_id}`, by: who, at: tx.now, deploy_id }
  await changeStanding(tx, surface_id, { kind: 'quarantined', quarantine }, who)
}
