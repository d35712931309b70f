import type { ForgeState } from './github.ts'

export type RunInputs = Record<string, string>
type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | null
type FakeStep = { name: string; status: string; conclusion: Conclusion; number: number }
type FakeJob = {
  id: number
  name: string
  status: 'queued' | 'in_progress' | 'completed' | 'waiting'
  conclusion: Conclusion
  started_at: string | null
  completed_at: string | null
  steps: FakeStep[]
  log: string
}
type Review = { state: 'approved' | 'rejected'; comment: string; environment: string; user: string }

const stepsOf = {
  gate: ['Set up job', 'Resolve the target', 'Check out', 'Checks of the commit', 'Smoke script', 'Complete job'],
  deploy: ['Set up job', 'Confirm the target', 'Check out', 'Push to the host', 'Check health', 'Complete job'],
} as const

/** A run of the deploy workflow: it stands still until it is told what happened. */
export class FakeRun {
  readonly id: number
  readonly inputs: RunInputs
  readonly by: string
  readonly created_at = new Date().toISOString()
  readonly reviews: Review[] = []
  readonly environment: string
  readonly #state: ForgeState
  readonly #ref: string
  #status: 'queued' | 'in_progress' | 'waiting' | 'completed' = 'queued'
  #conclusion: Conclusion = null
  readonly #jobs: FakeJob[] = []

  constructor(state: ForgeState, { id, inputs, by, ref }: { id: number; inputs: RunInputs; by: string; ref: string }) {
    this.#state = state
    this.id = id
    this.inputs = inputs
    this.by = by
    this.#ref = ref
    this.environment = inputs.environment ?? 'production'
    this.#jobs.push(this.#job('Smoke gate', 1), this.#job(`Deploy ${inputs.app ?? '?'} to ${this.environment}`, 2))
  }

  get html_url() {
    return `${this.#state.base()}/${this.#state.repository}/actions/runs/${this.id}`
  }
  get status() {
    return this.#status
  }
  get waitsFor(): string | null {
    return this.#deploy.status === 'waiting' ? this.environment : null
  }

  /** A runner has taken the smoke gate. */
  start(): this {
    this.#status = 'in_progress'
    this.#begin(this.#gate)
    return this
  }

  /** What the smoke gate said. Where it passed, the deploy waits for its reviewers, or begins where there are none. */
  smoke(conclusion: 'success' | 'failure'): this {
    if (this.#gate.status === 'queued') this.start()
    this.#end(this.#gate, conclusion, conclusion === 'success' ? undefined : 'Checks of the commit', stepsOf.gate)
    if (conclusion === 'failure') {
      Object.assign(this.#deploy, { status: 'completed', conclusion: 'skipped', completed_at: now() })
      return this.#finish('failure')
    }
    const guarded = this.#state.environments.get(this.environment)
    const asks = guarded !== undefined && guarded.reviewers.length + guarded.teams.length > 0
    if (asks) return this.waitFor()
    this.#begin(this.#deploy)
    return this
  }

  /** Asks the reviewers of its environment. */
  waitFor(): this {
    this.#deploy.status = 'waiting'
    this.#status = 'waiting'
    return this
  }

  /** On the forge's own page, by whoever is named: rights are looked at only where somebody comes with a token. */
  approve(user: string, comment = ''): this {
    return this.review('approved', user, comment)
  }
  reject(user: string, comment = ''): this {
    return this.review('rejected', user, comment)
  }
  /** An administrator lets it past the reviewers: no review is left behind. */
  bypass(): this {
    this.#status = 'in_progress'
    this.#begin(this.#deploy)
    return this
  }
  /** Nobody came within thirty days. */
  timeOut(): this {
    Object.assign(this.#deploy, { status: 'completed', conclusion: 'failure', completed_at: now() })
    return this.#finish('failure')
  }

  review(state: 'approved' | 'rejected', user: string, comment: string): this {
    this.reviews.push({ state, comment, environment: this.environment, user })
    if (state === 'approved') return this.bypass()
    Object.assign(this.#deploy, { status: 'completed', conclusion: 'failure', completed_at: now() })
    return this.#finish('failure')
  }

  /** The push began, and nobody knows yet what comes of it. */
  pushing(): this {
    this.#deploy.steps = stepsOf.deploy
      .slice(0, 4)
      .map((name, at) => step(name, at, at === 3 ? 'in_progress' : 'completed'))
    return this
  }
  push(conclusion: 'success' | 'failure'): this {
    if (conclusion === 'failure') {
      this.#end(this.#deploy, 'failure', 'Push to the host', stepsOf.deploy)
      return this.#finish('failure')
    }
    this.#deploy.steps = stepsOf.deploy
      .slice(0, 5)
      .map((name, at) => step(name, at, at === 4 ? 'in_progress' : 'completed'))
    return this
  }
  health(conclusion: 'success' | 'failure'): this {
    this.#end(this.#deploy, conclusion, conclusion === 'success' ? undefined : 'Check health', stepsOf.deploy)
    return this.#finish(conclusion)
  }

  cancel(): this {
    for (const job of this.#jobs)
      if (job.status !== 'completed') {
        for (const each of job.steps)
          if (each.status !== 'completed') Object.assign(each, { status: 'completed', conclusion: 'cancelled' })
        Object.assign(job, { status: 'completed', conclusion: 'cancelled', completed_at: now() })
      }
    return this.#finish('cancelled')
  }

  /** It is deleted there, with all that was known of it. */
  vanish() {
    this.#state.runs.splice(this.#state.runs.indexOf(this), 1)
  }

  print(job: 'gate' | 'deploy', ...lines: string[]): this {
    const to = job === 'gate' ? this.#gate : this.#deploy
    to.log += lines.map((line) => `${now().replace('Z', '0000Z')} ${line}\n`).join('')
    return this
  }
  logOf = (job: number): string | undefined => this.#jobs.find(({ id }) => id === job)?.log

  asRun() {
    const { id, html_url, created_at } = this
    return {
      id,
      name: 'Deploy',
      display_title: `Deploy ${this.inputs.app} to ${this.environment} (${this.inputs.countersign_deploy || 'by hand'})`,
      event: 'workflow_dispatch',
      path: `.github/workflows/${this.#state.workflow}`,
      head_branch: this.#ref,
      head_sha: this.inputs.sha ?? '',
      run_number: 1,
      run_attempt: 1,
      check_suite_id: id + 500,
      status: this.#status,
      conclusion: this.#conclusion,
      html_url,
      created_at,
      actor: { login: this.by },
      triggering_actor: { login: this.by },
    }
  }

  asJobs() {
    const before = this.#state.calledBy === null ? '' : `${this.#state.calledBy} / `
    return this.#jobs
      .filter(({ status }, at) => at === 0 || status !== 'queued')
      .map(({ log: _, ...job }) => ({
        ...job,
        run_id: this.id,
        name: before + job.name,
        html_url: `${this.html_url}/job/${job.id}`,
      }))
  }

  get #gate(): FakeJob {
    return this.#jobAt(0)
  }
  get #deploy(): FakeJob {
    return this.#jobAt(1)
  }
  #jobAt(at: number): FakeJob {
    const job = this.#jobs[at]
    if (job === undefined) throw new Error('a run has two jobs')
    return job
  }
  #job(name: string, n: number): FakeJob {
    const times = { started_at: null, completed_at: null }
    return { id: this.id * 10 + n, name, status: 'queued', conclusion: null, ...times, steps: [], log: '' }
  }
  #begin(job: FakeJob) {
    Object.assign(job, { status: 'in_progress', started_at: now(), steps: [step('Set up job', 0, 'in_progress')] })
    this.#status = 'in_progress'
  }
  #end(job: FakeJob, conclusion: 'success' | 'failure', failedAt: string | undefined, names: readonly string[]) {
    const failed = failedAt === undefined ? names.length : names.indexOf(failedAt)
    job.steps = names.map((name, at) => ({
      ...step(name, at, 'completed'),
      conclusion: at === failed ? 'failure' : at > failed && name !== 'Complete job' ? 'skipped' : 'success',
    }))
    Object.assign(job, { status: 'completed', conclusion, completed_at: now() })
  }
  #finish(conclusion: Conclusion): this {
    this.#status = 'completed'
    this.#conclusion = conclusion
    return this
  }
}

const now = () => new Date().toISOString()
const step = (name: string, at: number, status: string): FakeStep => ({
  name,
  status,
  conclusion: status === 'completed' ? 'success' : null,
  number: at + 1,
})
