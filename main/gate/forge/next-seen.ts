import type { Identity } from '../../../shared/domain/actor.ts'
import { type Deploy, isOver, needsApproval, type Outcome } from '../../../shared/domain/gate.ts'
import type { CiPath, Seen } from './follow-run.ts'
import { forgePerson, nobodyNamed } from './forge-person.ts'
import { deployJob, failedStep, gateJob, stepNames, stepOf } from './job-names.ts'
import type { Approval, Job, RunView } from './shapes.ts'

/**
 * What happened next, as one look at the run shows it; nothing, if it is where the deploy is. Pure: given the same deploy
 * and the same look it says the same, so whoever goes on with a deploy says nothing twice.
 */
export function nextSeen(deploy: Deploy, view: RunView, ci: CiPath, now: number): Seen | null {
  if (isOver(deploy)) return null
  const { state } = deploy.stage
  const at = (time: string | null | undefined) => timeOf(time, now)
  switch (state) {
    case 'triggered':
      return hasBegun(gateJob(view.jobs)) || view.run.status === 'completed' ? { kind: 'smoke_started' } : null
    case 'smoke_gate':
      return afterGate(view, at)
    case 'resolved':
      return afterResolved(deploy, view, at)
    case 'approval_pending':
      return afterApproval(view, ci, at)
    case 'deploying':
      return afterPush(view, at)
    case 'health_check':
      return afterHealth(view, at)
    case 'blocked':
    case 'rejected':
    case 'deploy_failed':
    case 'audit_written':
    case 'rollback_alert':
      return null
    default:
      return state satisfies never
  }
}

type At = (time: string | null | undefined) => string

function afterGate({ run, jobs }: RunView, at: At): Seen | null {
  const gate = gateJob(jobs)
  if (gate?.status === 'completed') {
    if (gate.conclusion === 'success') return { kind: 'smoke_passed', detail: 'The smoke gate of the run passed.' }
    if (gate.conclusion === 'cancelled') return ended('cancelled', at(gate.completed_at), 'The run was cancelled.')
    const step = failedStep(gate)
    const where = step === undefined ? `it ended as ${gate.conclusion}` : `at “${step}”`
    return ended('blocked', at(gate.completed_at), `The smoke gate of the run did not pass: ${where}.`)
  }
  if (run.status !== 'completed') return null
  if (run.conclusion === 'cancelled') return ended('cancelled', at(null), 'The run was cancelled.')
  return ended('blocked', at(null), `The run ended before its smoke gate: ${run.conclusion ?? 'no reason given'}.`)
}

function afterResolved(deploy: Deploy, { run, jobs, pending, approvals }: RunView, at: At): Seen | null {
  const job = deployJob(jobs)
  if (needsApproval(deploy)) {
    const wasAsked = job?.status === 'waiting' || pending.length > 0 || approvals.length > 0
    if (wasAsked || hasBegun(job)) return { kind: 'approval_asked' }
  } else if (hasRun(job)) return { kind: 'deploy_started' }
  const isOut = job?.status === 'completed' || (job === undefined && run.status === 'completed')
  return isOut ? ended('cancelled', at(job?.completed_at), 'The run ended before anything was deployed.') : null
}

function afterApproval({ jobs, run, approvals }: RunView, ci: CiPath, at: At): Seen | null {
  const job = deployJob(jobs)
  const review = lastReview(approvals, ci.environment)
  // While it waits nothing is decided: what is there was said of an attempt before.
  if (job === undefined || job.status === 'waiting') {
    if (run.status !== 'completed') return null
    return ended(run.conclusion === 'cancelled' ? 'cancelled' : 'rejected', at(null), 'The run ended unapproved.')
  }
  if (hasRun(job) || (job.status !== 'completed' && review?.state === 'approved')) {
    const by = review?.state === 'approved' ? personOf(review, ci) : nobodyNamed(ci.api_base)
    const comment = review?.state === 'approved' ? review.comment || null : bypassed
    return { kind: 'approved', by, at: at(job.started_at), comment }
  }
  if (job.status !== 'completed') return null
  if (review?.state === 'rejected')
    return ended('rejected', at(job.completed_at), review.comment || null, personOf(review, ci))
  if (job.conclusion === 'cancelled') return ended('cancelled', at(job.completed_at), 'The run was cancelled.')
  return ended('rejected', at(job.completed_at), 'Nobody approved it in time.')
}

function afterPush({ run, jobs }: RunView, at: At): Seen | null {
  const job = deployJob(jobs)
  const push = job && stepOf(job, stepNames.push)
  if (push?.conclusion === 'success' || job?.conclusion === 'success') return { kind: 'deployed', release: null }
  if (job?.status !== 'completed' && run.status !== 'completed') return null
  const when = at(job?.completed_at)
  if (job?.conclusion === 'cancelled' || run.conclusion === 'cancelled')
    return hasBegunStep(push)
      ? ended('unknown', when, 'The run was cancelled while it pushed: what runs there has to be looked at.')
      : ended('cancelled', when, 'The run was cancelled before it pushed.')
  const step = job && failedStep(job)
  return ended('deploy_failed', when, step === undefined ? 'The run did not deploy.' : `It failed at “${step}”.`)
}

function afterHealth({ run, jobs }: RunView, at: At): Seen | null {
  const job = deployJob(jobs)
  if (job?.status !== 'completed' && run.status !== 'completed') return null
  const when = at(job?.completed_at)
  if (job?.conclusion === 'success') return ended('success', when, null)
  if (job?.conclusion === 'failure' || job?.conclusion === 'timed_out')
    return ended('health_check_failed', when, 'The health check of the run failed.')
  return ended('unknown', when, 'It was pushed, and the run ended before it had looked at its health.')
}

const ended = (outcome: Outcome, at: string, detail: string | null, by: Identity | null = null): Seen => ({
  kind: 'ended',
  ...{ outcome, at, by, detail },
})

const bypassed = 'The forge names nobody who approved it: its protection was passed by, or is not set.'

/** The last one that was said of this environment. */
const lastReview = (approvals: readonly Approval[], environment: string): Approval | undefined =>
  approvals.findLast(
    ({ state, environments }) =>
      state !== 'pending' && environments.some(({ name }) => name.toLowerCase() === environment.toLowerCase()),
  )

const personOf = ({ user }: Approval, { api_base }: CiPath): Identity =>
  user === null ? nobodyNamed(api_base) : forgePerson(api_base, user.login)

const hasBegun = (job: Job | undefined): boolean =>
  job !== undefined && (job.status === 'in_progress' || (job.status === 'completed' && job.conclusion !== 'skipped'))

/** It is past everything that stands before its first step; a job that was rejected has none. */
const hasRun = (job: Job | undefined): boolean =>
  job !== undefined && (job.status === 'in_progress' || (job.status === 'completed' && job.steps.length > 0))

const hasBegunStep = (step: { status: string; conclusion: string | null } | undefined): boolean =>
  step !== undefined && step.status !== 'queued' && step.status !== 'pending' && step.conclusion !== 'skipped'

const timeOf = (time: string | null | undefined, now: number): string => {
  const ms = time === null || time === undefined ? Number.NaN : Date.parse(time)
  return new Date(Number.isNaN(ms) ? now : ms).toISOString()
}
