import { type Deploy, outcomeOf, type Recorded, recordedDeploy } from '../../../shared/domain/gate.ts'
import { writeRecorded } from '../../../shared/domain/gate-entries.ts'
import { definitionDigest } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { isBreakGlass } from '../../../shared/domain/surface.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Services } from '../../services.ts'
import { appendLog } from '../../store/deploy-log.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { findDeploy, findDeployByRun, insertDeploy, readDeploysLike } from '../../store/deploys.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { completeDeploy } from './complete-deploy.ts'
import { enqueueDeployNotices } from './notices/enqueue-deploy-notices.ts'
import { type Report, readReport } from './read-report.ts'
import { knowReported } from './reported-person.ts'
import { settleRecorded } from './settle-recorded.ts'
import { type SurfaceOfReport, surfaceOfReport } from './surface-of-report.ts'

/**
 * A run of a pipeline, or another machine, tells of a deploy that it made. It happened, so it is recorded, whether or not
 * anybody here knows the surface; told twice it is one, and what was told as unknown can be told again when it is known.
 */
export async function recordDeploy(
  services: Pick<Services, 'gate' | 'workspace'>,
  act: Act,
  told: Report,
): Promise<Result<DeployRecord>> {
  const { tx } = act
  const read = readReport(told, tx.now)
  if (!read.ok) return read
  const report = read.value
  const of = await surfaceOfReport(services, tx, report)
  const byId = report.id === undefined ? undefined : await findDeploy(tx.db, tx.workspace, report.id)
  if (byId) {
    const { surface_id, kind, stage } = byId.deploy
    const isOfIt = kind === report.kind && (surface_id === report.surface || surface_id === of.surface_id)
    if (isOfIt) return completeDeploy(services, act, byId, report)
    return refuse('invalid_transition', 'There is a deploy with this id already, and it is another one.', {
      status: stage.state,
    })
  }
  if (report.run_url === undefined) {
    const alike = report.id === undefined ? await findAlike(act, report, of) : undefined
    return alike ? ok(alike) : record(act, report, of, null)
  }
  // A run can be of several surfaces, and can be made again: its first deploy has its address, the next ones have it with a mark.
  for (let count = 1; ; count++) {
    const run_url = count === 1 ? report.run_url : `${report.run_url}#${count}`
    const found = await findDeployByRun(tx.db, tx.workspace, run_url)
    if (found === undefined) return record(act, report, of, run_url)
    if (isOfReport(found.deploy, report, of)) return completeDeploy(services, act, found, report)
  }
}

/** The same deploy, by what is said of it. One that is under way or was lost sight of is told of now. */
function isOfReport(
  deploy: Deploy,
  { kind, environment, to_sha, outcome }: Report,
  { surface_id }: SurfaceOfReport,
): boolean {
  const isSame = deploy.surface_id === surface_id && deploy.kind === kind && deploy.environment === environment
  const isOfCommit = deploy.to_sha === to_sha || sameCommit(deploy.to_sha, to_sha)
  const before = outcomeOf(deploy)
  return isSame && isOfCommit && (before === null || before === 'unknown' || before === outcome)
}

/** Of what has neither a run nor an id, the same facts are the same deploy. */
async function findAlike(
  { tx }: Act,
  { kind, from_sha, to_sha, outcome, ts_utc, trigger, target_app }: Report,
  { surface_id }: SurfaceOfReport,
): Promise<DeployRecord | undefined> {
  const finished_at = new Date(ts_utc).toISOString()
  const facts = { surface_id, kind, from_sha, to_sha, outcome, finished_at }
  const alike = await readDeploysLike(tx.db, tx.workspace, facts)
  return alike.find(({ deploy }) => deploy.trigger === trigger && deploy.target_app === target_app)
}

async function record(
  act: Act,
  report: Report,
  { surface_id, known }: SurfaceOfReport,
  run_url: string | null,
): Promise<Result<DeployRecord>> {
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
    snapshot: report.snapshot ?? null,
    state_serial: report.state_serial ?? null,
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
  await settleRecorded(act, deploy)
  // Its end calls whom it has to.
  if (!report.under_way)
    await enqueueDeployNotices(tx, known?.surface, deploy, { kind: 'ended', ending: recorded.ending })
  const made = await findDeploy(tx.db, tx.workspace, deploy.deploy_id)
  if (made === undefined) throw new Error('what was just recorded is not there')
  return ok(made)
}
