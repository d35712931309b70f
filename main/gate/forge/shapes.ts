import { z } from 'zod'

/** Every call is made with somebody's own token, and can be broken off. */
export type Asked = { token: string; signal: AbortSignal }

// Of what GitHub answers, what is looked at here (docs.github.com/rest). What is not named may be there or not.

const time = z.string().max(40)
export const Account = z.object({ login: z.string().min(1).max(100) })

export const Run = z.object({
  id: z.int(),
  display_title: z.string().max(1000).default(''),
  status: z.string().max(40).nullable(),
  conclusion: z.string().max(40).nullable(),
  html_url: z.url({ protocol: /^https?$/ }).max(1000),
  event: z.string().max(100),
  path: z.string().max(1000).default(''),
  head_sha: z.string().max(64),
  check_suite_id: z.int().optional(),
  created_at: time,
})
export type Run = z.output<typeof Run>
export const Runs = z.object({ workflow_runs: z.array(Run).max(100) })

const Step = z.object({
  name: z.string().max(1000),
  status: z.string().max(40),
  conclusion: z.string().max(40).nullable(),
  number: z.int(),
})
export const Job = z.object({
  id: z.int(),
  name: z.string().max(1000),
  status: z.string().max(40),
  conclusion: z.string().max(40).nullable(),
  started_at: time.nullable().default(null),
  completed_at: time.nullable().default(null),
  steps: z.array(Step).max(1000).default([]),
})
export type Job = z.output<typeof Job>
export const Jobs = z.object({ jobs: z.array(Job).max(100) })

const Reviewer = z.object({
  type: z.enum(['User', 'Team']),
  reviewer: z.object({
    login: z.string().max(100).optional(),
    slug: z.string().max(200).optional(),
    name: z.string().max(200).nullish(),
  }),
})
const Environment = z.object({ id: z.int(), name: z.string().max(300) })
export const PendingDeployments = z
  .array(
    z.object({
      environment: Environment,
      current_user_can_approve: z.boolean(),
      reviewers: z.array(Reviewer).max(50).default([]),
    }),
  )
  .max(50)
export type PendingDeployment = z.output<typeof PendingDeployments>[number]

export const Approvals = z
  .array(
    z.object({
      state: z.string().max(40),
      comment: z.string().max(10_000).nullable().default(null),
      environments: z.array(z.object({ name: z.string().max(300) })).max(50),
      user: Account.nullable(),
    }),
  )
  .max(100)
export type Approval = z.output<typeof Approvals>[number]

/** Of an environment: whether anything but its name stands before a deploy. */
export const GuardedEnvironment = z.object({
  name: z.string().max(300),
  protection_rules: z
    .array(z.looseObject({ type: z.string().max(100) }))
    .max(50)
    .default([]),
})

export const Dispatched = z.object({
  workflow_run_id: z.int(),
  html_url: z.url({ protocol: /^https?$/ }).max(1000),
})

export const CheckRuns = z.object({
  total_count: z.int(),
  check_runs: z
    .array(
      z.object({
        name: z.string().max(1000),
        status: z.string().max(40),
        conclusion: z.string().max(40).nullable(),
        check_suite: z.object({ id: z.int() }).nullish(),
      }),
    )
    .max(100),
})
export const CombinedStatus = z.object({
  total_count: z.int(),
  statuses: z.array(z.object({ context: z.string().max(1000), state: z.string().max(40) })).max(100),
})

export const Comparison = z.object({
  status: z.enum(['ahead', 'behind', 'identical', 'diverged']),
  ahead_by: z.int(),
  behind_by: z.int(),
})
export type Comparison = z.output<typeof Comparison>

/** What a run is, from all sides, at one look. */
export type RunView = { run: Run; jobs: Job[]; pending: PendingDeployment[]; approvals: Approval[] }
