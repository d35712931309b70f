import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Contexts, expand, goesOn } from './expressions.ts'

const Env = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
const Step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  env: Env.optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  'continue-on-error': z.boolean().optional(),
})
const JobOf = z.strictObject({
  name: z.string(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  'runs-on': z.string(),
  'timeout-minutes': z.number(),
  environment: z.string().optional(),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  permissions: z.record(z.string(), z.string()),
  'continue-on-error': z.boolean().optional(),
  outputs: z.record(z.string(), z.string()).optional(),
  env: Env.optional(),
  steps: z.array(Step),
})
const Workflow = z.looseObject({
  name: z.string(),
  'run-name': z.string().optional(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), JobOf),
})
export type Workflow = z.output<typeof Workflow>

export const readWorkflow = (file: string): Workflow => Workflow.parse(parse(readFileSync(file, 'utf8')))

export type Ran = {
  jobs: Record<string, { result: string; outputs: Record<string, string>; steps: Record<string, string> }>
  /** Everything that was printed. */
  log: string
}

export type RunSetting = {
  contexts: Contexts
  /** Of an environment: what its variables and secrets are. */
  environments?: Record<string, { vars: Record<string, string>; secrets: Record<string, string> }>
  /** What a reviewer says where a job has an environment. */
  review?: (environment: string) => 'approved' | 'rejected'
  /** The repository that a checkout gets. */
  repository?: string
  /** Of the runner itself; and what is faster here than there. */
  env: Record<string, string>
}

/**
 * Runs the jobs of a workflow one after the other as a runner does: the very scripts of the file, in bash, with the
 * variables that the file gives them. A checkout is a clone; a cancelled run it does not know.
 */
export async function runWorkflow({ jobs }: Workflow, setting: RunSetting): Promise<Ran> {
  const ran: Ran = { jobs: {}, log: '' }
  const needed: Record<string, { result: string; outputs: Record<string, string> }> = {}
  for (const [id, job] of Object.entries(jobs)) {
    const before = [job.needs ?? []].flat()
    const failed = before.some((each) => needed[each]?.result !== 'success')
    const needs = Object.fromEntries(before.map((each) => [each, needed[each]]))
    const environment = job.environment === undefined ? undefined : expand(job.environment, setting.contexts)
    const own = environment === undefined ? undefined : setting.environments?.[environment]
    const contexts = {
      ...setting.contexts,
      needs,
      vars: { ...(setting.contexts.vars as object), ...own?.vars },
      secrets: { ...(setting.contexts.secrets as object), ...own?.secrets },
    }
    let done: Ran['jobs'][string] = { result: 'skipped', outputs: {}, steps: {} }
    if (goesOn(job.if, contexts, { failed })) {
      const verdict = environment === undefined ? 'approved' : (setting.review?.(environment) ?? 'approved')
      done =
        verdict === 'rejected'
          ? { result: 'failure', outputs: {}, steps: {} }
          : await runJob(job, contexts, setting, (text) => {
              ran.log += text
            })
    }
    ran.jobs[id] = done
    needed[id] = done
  }
  return ran
}

async function runJob(
  job: z.output<typeof JobOf>,
  contexts: Contexts,
  setting: RunSetting,
  print: (text: string) => void,
) {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-job-'))
  const steps: Record<string, { outputs: Record<string, string> }> = {}
  const conclusions: Record<string, string> = {}
  const has = { failed: false }
  try {
    for (const [n, step] of job.steps.entries()) {
      const known = { ...contexts, steps }
      if (!goesOn(step.if, known, has)) {
        conclusions[step.name] = 'skipped'
        continue
      }
      const output = join(dir, `output-${n}`)
      writeFileSync(output, '')
      const given = Object.entries({ ...job.env, ...step.env }).map(([name, text]) => [name, expand(text, known)])
      // What this runner is faster by is not the file's: it comes last.
      const env = { ...Object.fromEntries(given), GITHUB_OUTPUT: output, ...setting.env, HOME: dir }
      const script = step.run ?? checkout(step.uses, setting.repository)
      const code = await bash(script, { env, cwd: dir, print })
      conclusions[step.name] = code === 0 ? 'success' : 'failure'
      if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(readFileSync(output, 'utf8')) }
      if (code !== 0 && step['continue-on-error'] !== true) has.failed = true
    }
    const known = { ...contexts, steps }
    const outputs = Object.fromEntries(
      Object.entries(job.outputs ?? {}).map(([name, text]) => [name, expand(text, known)]),
    )
    return { result: has.failed ? 'failure' : 'success', outputs, steps: conclusions }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** As a runner's own `shell: bash` has it. */
function bash(
  script: string,
  { env, cwd, print }: { env: Record<string, string>; cwd: string; print(text: string): void },
) {
  return new Promise<number>((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (chunk: Buffer) => print(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => print(chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function checkout(uses: string | undefined, repository: string | undefined): string {
  if (uses?.startsWith('actions/checkout@') && repository !== undefined)
    return `git init -q . && git fetch -q '${repository}' main && git checkout -q --detach FETCH_HEAD`
  throw new Error(`this runner does not know ${uses}`)
}

const outputsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
