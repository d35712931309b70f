import { ForgeFault } from './fault.ts'
import { createGithub, type Github, type GithubPlace } from './github.ts'
import type { Asked } from './shapes.ts'

export type ChecksSaid = { verdict: 'passed' | 'failed' | 'pending' | 'unreachable'; detail: string }

type Check = { name: string; verdict: 'passed' | 'failed' | 'pending' }

/**
 * What the forge's checks say of a commit: check runs and statuses, all of them. The runs of the deploy workflow itself
 * are left out, or a deploy that failed once would stand in its own way for ever. No checks at all are no pass.
 */
export async function forgeChecks(
  place: GithubPlace & { workflow: string },
  sha: string,
  asked: Asked,
): Promise<ChecksSaid> {
  const github = createGithub(place)
  try {
    const own = await suitesOf(github, place.workflow, sha, asked)
    const checks = [...(await readCheckRuns(github, sha, asked, own)), ...(await readStatuses(github, sha, asked))]
    return judged(checks)
  } catch (error) {
    if (error instanceof ForgeFault) return { verdict: 'unreachable', detail: error.message }
    throw error
  }
}

async function suitesOf(github: Github, workflow: string, sha: string, asked: Asked): Promise<Set<number>> {
  const { workflow_runs } = await github.runsAt(asked, sha)
  const own = workflow_runs.filter(({ path }) => path.split('@')[0] === `.github/workflows/${workflow}`)
  return new Set(own.flatMap(({ check_suite_id }) => (check_suite_id === undefined ? [] : [check_suite_id])))
}

async function readCheckRuns(github: Github, sha: string, asked: Asked, own: ReadonlySet<number>): Promise<Check[]> {
  const checks: Check[] = []
  for (let page = 1; page <= 10; page++) {
    const { total_count, check_runs } = await github.checkRuns(asked, sha, page)
    for (const { name, status, conclusion, check_suite } of check_runs)
      if (check_suite == null || !own.has(check_suite.id))
        checks.push({ name, verdict: status === 'completed' ? ofConclusion(conclusion) : 'pending' })
    if (check_runs.length === 0 || page * 100 >= total_count) return checks
  }
  return [...checks, { name: 'more than 1,000 checks', verdict: 'pending' }]
}

async function readStatuses(github: Github, sha: string, asked: Asked): Promise<Check[]> {
  const { statuses } = await github.statuses(asked, sha)
  return statuses.map(({ context, state }) => ({
    name: context,
    verdict: state === 'success' ? 'passed' : state === 'pending' ? 'pending' : 'failed',
  }))
}

const ofConclusion = (conclusion: string | null): Check['verdict'] =>
  conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped' ? 'passed' : 'failed'

function judged(checks: readonly Check[]): ChecksSaid {
  const named = (verdict: Check['verdict']) =>
    checks.filter((check) => check.verdict === verdict).map(({ name }) => name)
  const [failed, pending, passed] = [named('failed'), named('pending'), named('passed')]
  if (failed.length > 0) return { verdict: 'failed', detail: `The forge's checks failed: ${list(failed)}.` }
  if (pending.length > 0) return { verdict: 'pending', detail: `The forge's checks still run: ${list(pending)}.` }
  if (passed.length === 0) return { verdict: 'failed', detail: 'The forge has no checks of this commit.' }
  return { verdict: 'passed', detail: `${passed.length} of ${checks.length} checks passed: ${list(passed)}.` }
}

const list = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
