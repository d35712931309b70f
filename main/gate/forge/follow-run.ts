import type { Identity } from '../../../shared/domain/actor.ts'
import { type Deploy, isOver, type Outcome } from '../../../shared/domain/gate.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { findRun } from './dispatch-run.ts'
import { ForgeFault } from './fault.ts'
import { createGithub, type Github } from './github.ts'
import { readLog } from './job-log.ts'
import { nameOf } from './job-names.ts'
import { nextSeen } from './next-seen.ts'
import type { Asked, Job, PendingDeployment } from './shapes.ts'

export type CiPath = NonNullable<Surface['paths']['ci']>

/**
 * What was seen at the forge: the gate's events, with people as they are called there. Whoever writes them down knows
 * under which id the ledger has them. `by` is null where nobody in particular did it.
 */
export type Seen =
  | { kind: 'run_found'; run_url: string }
  | { kind: 'smoke_started' }
  | { kind: 'smoke_passed'; detail: string | null }
  | { kind: 'approval_asked' }
  | { kind: 'approved'; by: Identity; at: string; comment: string | null }
  | { kind: 'deploy_started' }
  | { kind: 'deployed'; release: string | null }
  | { kind: 'ended'; outcome: Outcome; at: string; by: Identity | null; detail: string | null }

/** Who may approve while it waits: logins and teams, and whether the one whose token asks is among them. */
export type Reviewers = { names: string[]; mine: boolean }

export type Followed = {
  deploy: Deploy
  ci: CiPath
  /** Of the one who began it, read anew for every look: it can be changed while a run waits for days. */
  token(): Promise<string | null>
  fetch: typeof fetch
  clock(): number
  signal: AbortSignal
  /** Between two looks, and for how long a run is looked for that was asked for. */
  every_ms?: number
  find_ms?: number
  pause?(ms: number, signal: AbortSignal): Promise<void>
}

export type Sink = {
  /** Writes it down, and answers how the deploy stands now: also where somebody else was sooner. */
  event(seen: Seen): Promise<Deploy>
  line(text: string): void
  reviewers(who: Reviewers): void
}

/**
 * Follows the run of a deploy until it is over or the signal says so, and answers how the deploy stands then. It keeps
 * nothing of its own: from the deploy alone another process goes on where this one ended. A forge that cannot be reached,
 * or a token that it does not take any more, is waited out and said once.
 */
export async function followRun(followed: Followed, sink: Sink): Promise<Deploy> {
  const { ci, fetch, clock, signal, every_ms = 3_000, find_ms = 120_000, pause = wait } = followed
  const github = createGithub({ api_base: ci.api_base, repository: ci.repository, fetch, clock })
  const told = teller(sink)
  const since = clock()
  let deploy = followed.deploy
  while (!isOver(deploy) && !signal.aborted) {
    let patience = every_ms
    try {
      const token = await followed.token()
      if (token === null) {
        told.trouble('There is no token for the forge any more: it goes on there, and nobody here sees it.')
        patience = Math.max(every_ms, 10_000)
      } else {
        const asked = { token, signal }
        deploy =
          deploy.run_url === null
            ? await lookForRun({ github, asked, deploy, ci, sink, late: clock() - since > find_ms, now: clock() })
            : await lookAtRun({ github, asked, deploy, ci, sink, told, clock })
        told.well()
      }
    } catch (error) {
      if (signal.aborted) break
      if (!(error instanceof ForgeFault)) throw error
      if (error.kind === 'not_found' && deploy.run_url !== null) {
        deploy = await sink.event(lost(clock(), error.message))
        continue
      }
      told.trouble(error.message)
      patience = Math.max(every_ms, error.retry_after_ms, error.kind === 'unauthorized' ? 10_000 : 0)
    }
    if (!isOver(deploy)) await pause(patience, signal)
  }
  return deploy
}

type Look = { github: Github; asked: Asked; deploy: Deploy; ci: CiPath; sink: Sink }

async function lookForRun({ late, now, ...look }: Look & { late: boolean; now: number }): Promise<Deploy> {
  const { deploy, sink } = look
  const run_url = await findRun(look)
  if (run_url !== null) return sink.event({ kind: 'run_found', run_url })
  if (!late) return deploy
  return sink.event({
    kind: 'ended',
    outcome: 'unknown',
    at: new Date(now).toISOString(),
    by: null,
    detail: 'The forge was asked for a run, and none of this deploy is to be found there.',
  })
}

async function lookAtRun({
  told,
  clock,
  ...look
}: Look & { told: ReturnType<typeof teller>; clock(): number }): Promise<Deploy> {
  const { github, asked, ci, sink } = look
  let { deploy } = look
  const id = runIdOf(deploy.run_url)
  if (id === null) throw new ForgeFault('not_found', `${deploy.run_url} is no run of this forge.`)
  const view = await github.viewRun(asked, id)
  await tellJobs(view.jobs, { github, asked, told, sink })
  if (view.pending.length > 0) sink.reviewers(reviewersOf(view.pending, ci.environment))
  for (let seen = nextSeen(deploy, view, ci, clock()); seen !== null; seen = nextSeen(deploy, view, ci, clock())) {
    const before = deploy
    deploy = await sink.event(seen)
    // Somebody else was sooner, or it was not written down: the next look begins from how it stands.
    if (deploy.stage.state === before.stage.state && isOver(deploy) === isOver(before)) break
  }
  return deploy
}

export function reviewersOf(pending: readonly PendingDeployment[], environment: string): Reviewers {
  const here = pending.filter((each) => each.environment.name.toLowerCase() === environment.toLowerCase())
  return {
    names: [...new Set(here.flatMap(({ reviewers }) => reviewers.map(nameOfReviewer)))],
    mine: here.some(({ current_user_can_approve }) => current_user_can_approve),
  }
}

const nameOfReviewer = ({ type, reviewer }: PendingDeployment['reviewers'][number]): string =>
  type === 'Team' ? `team ${reviewer.slug ?? reviewer.name ?? '?'}` : (reviewer.login ?? '?')

/** The number at the end of a run's address, wherever its forge is. */
export const runIdOf = (run_url: string | null): number | null => {
  const id = run_url === null ? undefined : /\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(run_url)?.[1]
  return id === undefined ? null : Number(id)
}

/** Every step once, as it goes, and of a job that is done what it printed. */
async function tellJobs(
  jobs: readonly Job[],
  { github, asked, told, sink }: Pick<Look, 'github' | 'asked' | 'sink'> & { told: ReturnType<typeof teller> },
): Promise<void> {
  for (const job of jobs) {
    const name = nameOf(job)
    if (job.status !== 'queued') told.once(`${job.id} ${job.status}`, `${name}: ${inWords(job)}`)
    for (const step of job.steps)
      if (step.status === 'completed')
        told.once(`${job.id} ${step.number}`, `  ${step.name}: ${step.conclusion ?? '?'}`)
    if (job.status !== 'completed' || job.steps.length === 0 || !told.isNew(`${job.id} log`)) continue
    try {
      for (const line of readLog(await github.jobLog(asked, job.id))) sink.line(`    ${line}`)
    } catch (error) {
      // A log is kept for a while only, and not everybody may read it. What became of the deploy does not hang on it.
      if (!(error instanceof ForgeFault)) throw error
      sink.line(`    (no log of it: ${error.message})`)
    }
  }
}

const inWords = ({ status, conclusion }: Job): string =>
  ({ in_progress: 'runs', waiting: 'waits for an approval', completed: conclusion ?? 'done' })[status] ?? status

/** Says a thing once, and a trouble once until it is over. */
function teller({ line }: Sink) {
  const said = new Set<string>()
  let trouble: string | null = null
  const isNew = (key: string) => !said.has(key) && said.add(key) !== undefined
  return {
    isNew,
    once: (key: string, text: string) => void (isNew(key) && line(text)),
    trouble(text: string) {
      if (text !== trouble) line(text)
      trouble = text
    },
    well() {
      if (trouble !== null) line('The forge answers again.')
      trouble = null
    },
  }
}

const lost = (now: number, why: string): Seen => ({
  kind: 'ended',
  outcome: 'unknown',
  at: new Date(now).toISOString(),
  by: null,
  detail: `Its run is not at the forge any more, or not for this token: ${why}`,
})

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
