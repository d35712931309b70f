import type { Job } from './shapes.ts'

/**
 * The one place that knows how the jobs and steps of `resources/workflows/deploy.yml` are called. What follows from each
 * is in `next-seen.ts`; a test compares these names with the file.
 */
export const jobNames = {
  gate: 'Smoke gate',
  /** Followed by what is deployed, and where to. */
  deploy: 'Deploy ',
  report: 'Report',
} as const
export const stepNames = { push: 'Push to the host', health: 'Check health' } as const

/** A job of a workflow that was called is named after both: `production / Smoke gate`. */
export const nameOf = ({ name }: Pick<Job, 'name'>): string => name.split(' / ').at(-1) ?? name

export const gateJob = (jobs: readonly Job[]): Job | undefined => jobs.find((job) => nameOf(job) === jobNames.gate)
export const deployJob = (jobs: readonly Job[]): Job | undefined =>
  jobs.find((job) => nameOf(job).startsWith(jobNames.deploy))

export const stepOf = ({ steps }: Job, name: string) => steps.find((step) => step.name === name)

/** The first that went wrong, for the sentence that says so. */
export const failedStep = ({ steps }: Job): string | undefined =>
  steps.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')?.name
