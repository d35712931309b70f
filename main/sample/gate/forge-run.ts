/** A run of the deploy workflow at the sample's forge. What it does follows from what was decided, and from the time. */
export type SampleRun = {
  id: number
  workflow: string
  inputs: Readonly<Record<string, string>>
  ref: string
  by: string
  began: number
  review: { state: 'approved' | 'rejected'; by: string; comment: string; at: number } | null
  cancelled: number | null
  /** Whether what it pushed was made known to the host. */
  pushed: boolean
}

/** What it finds on its way: whether the commit's checks pass, and whether it is well once it runs. */
export type Findings = { checksPass: boolean; isWell: boolean }

const ms = { queued: 700, gate: 2_500, push: 3_000, health: 2_500 } as const
export const environmentOf = ({ inputs }: SampleRun): string => inputs.environment ?? 'production'

type Moment =
  | 'queued'
  | 'gate'
  | 'blocked'
  | 'waiting'
  | 'rejected'
  | 'pushing'
  | 'health'
  | 'well'
  | 'ill'
  | 'cancelled'

/** Where it is now; the end of each part follows from its beginning. */
export function momentOf(run: SampleRun, { checksPass, isWell }: Findings, now: number): Moment {
  const { began, review, cancelled } = run
  if (cancelled !== null && now >= cancelled) {
    const before = momentOf({ ...run, cancelled: null }, { checksPass, isWell }, cancelled)
    return isOver(before) ? before : 'cancelled'
  }
  if (now < began + ms.queued) return 'queued'
  if (now < began + ms.queued + ms.gate) return 'gate'
  if (!checksPass) return 'blocked'
  if (review === null) return 'waiting'
  if (review.state === 'rejected') return 'rejected'
  if (now < review.at + ms.push) return 'pushing'
  if (now < review.at + ms.push + ms.health) return 'health'
  return isWell ? 'well' : 'ill'
}

export const isOver = (moment: Moment): boolean => ['blocked', 'rejected', 'well', 'ill', 'cancelled'].includes(moment)
/** From then on the host runs it. */
export const pushedAt = ({ review, cancelled }: SampleRun): number | null => {
  const at = review?.state === 'approved' ? review.at + ms.push : null
  return at !== null && cancelled !== null && cancelled < at ? null : at
}

const stepsOf = {
  gate: ['Set up job', 'Resolve the target', 'Check out', 'Checks of the commit', 'Smoke script', 'Complete job'],
  deploy: ['Set up job', 'Confirm the target', 'Check out', 'Push to the host', 'Check health', 'Complete job'],
} as const

/** As GitHub answers it (docs.github.com/rest/actions/workflow-runs). */
export function asRun(run: SampleRun, findings: Findings, now: number, origin: string, repository: string) {
  const moment = momentOf(run, findings, now)
  const { inputs, id, ref, by, began, workflow } = run
  const conclusion = {
    well: 'success',
    cancelled: 'cancelled',
    ill: 'failure',
    blocked: 'failure',
    rejected: 'failure',
  }
  return {
    id,
    name: 'Deploy (sample)',
    display_title: `Deploy ${inputs.app ?? '?'} to ${environmentOf(run)} (${inputs.countersign_deploy || 'by hand'})`,
    event: 'workflow_dispatch',
    path: `.github/workflows/${workflow}`,
    head_branch: ref,
    head_sha: inputs.sha ?? '',
    run_number: 1,
    run_attempt: 1,
    check_suite_id: id + 500,
    status: isOver(moment) ? 'completed' : moment === 'queued' || moment === 'waiting' ? moment : 'in_progress',
    conclusion: isOver(moment) ? (conclusion[moment as keyof typeof conclusion] ?? null) : null,
    html_url: runUrl(origin, repository, id),
    created_at: iso(began),
    updated_at: iso(now),
    actor: { login: by },
    triggering_actor: { login: by },
  }
}

export const runUrl = (origin: string, repository: string, id: number): string =>
  `${origin}/${repository}/actions/runs/${id}`

/** As GitHub answers it (docs.github.com/rest/actions/workflow-jobs). */
export function asJobs(run: SampleRun, findings: Findings, now: number) {
  const moment = momentOf(run, findings, now)
  const gateEnds = run.began + ms.queued + ms.gate
  const gate = job(run, 1, 'Smoke gate', stepsOf.gate, {
    started: moment === 'queued' ? null : run.began + ms.queued,
    ended: moment === 'queued' || moment === 'gate' ? null : gateEnds,
    failedAt: moment === 'blocked' ? 'Checks of the commit' : null,
    doing: 1,
    cancelled: moment === 'cancelled' && (run.cancelled ?? 0) < gateEnds,
  })
  if (moment === 'queued' || moment === 'gate') return [gate]
  const { review } = run
  const name = `Deploy ${run.inputs.app ?? '?'} to ${environmentOf(run)}`
  if (moment === 'waiting' || moment === 'rejected' || moment === 'blocked' || review === null) {
    const status = moment === 'waiting' ? 'waiting' : 'completed'
    const conclusion = { waiting: null, blocked: 'skipped', cancelled: 'cancelled' }[moment as string] ?? 'failure'
    const over = review?.at ?? run.cancelled ?? gateEnds
    return [
      gate,
      {
        ...job(run, 2, name, [], { started: null, ended: null, failedAt: null, doing: 0, cancelled: false }),
        status,
        conclusion: moment === 'waiting' ? null : conclusion,
        completed_at: moment === 'waiting' ? null : iso(over),
      },
    ]
  }
  const ended = {
    well: review.at + ms.push + ms.health,
    ill: review.at + ms.push + ms.health,
    cancelled: run.cancelled,
  }
  return [
    gate,
    job(run, 2, name, stepsOf.deploy, {
      started: review.at,
      ended: ended[moment as keyof typeof ended] ?? null,
      failedAt: moment === 'ill' ? 'Check health' : null,
      doing: moment === 'health' || (run.pushed && moment === 'cancelled') ? 4 : 3,
      cancelled: moment === 'cancelled',
    }),
  ]
}

type Course = {
  started: number | null
  ended: number | null
  failedAt: string | null
  doing: number
  cancelled: boolean
}

function job(run: SampleRun, n: number, name: string, steps: readonly string[], course: Course) {
  const { started, ended, failedAt, doing, cancelled } = course
  const failed = failedAt === null ? steps.length : steps.indexOf(failedAt)
  const stepAt = (at: number) => {
    if (cancelled)
      return { status: 'completed', conclusion: at < doing ? 'success' : at === doing ? 'cancelled' : 'skipped' }
    if (ended === null)
      return {
        status: at < doing ? 'completed' : at === doing ? 'in_progress' : 'queued',
        conclusion: at < doing ? 'success' : null,
      }
    const conclusion = at === failed ? 'failure' : at > failed && at < steps.length - 1 ? 'skipped' : 'success'
    return { status: 'completed', conclusion }
  }
  return {
    id: run.id * 10 + n,
    run_id: run.id,
    name,
    status: started === null ? 'queued' : ended === null && !cancelled ? 'in_progress' : 'completed',
    conclusion: cancelled ? 'cancelled' : ended === null ? null : failedAt === null ? 'success' : 'failure',
    started_at: started === null ? null : iso(started),
    completed_at: cancelled && run.cancelled !== null ? iso(run.cancelled) : ended === null ? null : iso(ended),
    steps: started === null ? [] : steps.map((step, at) => ({ name: step, number: at + 1, ...stepAt(at) })),
  }
}

export const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
