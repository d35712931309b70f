import type { Deploy } from '../../../shared/domain/gate.ts'
import { needsApproval } from '../../../shared/domain/gate.ts'
import { ForgeFault } from './fault.ts'
import type { CiPath } from './follow-run.ts'
import { createGithub, type Github } from './github.ts'
import type { Asked } from './shapes.ts'

type Dispatching = {
  deploy: Deploy
  /** Which version of the workflow runs: the surface's ref. */
  ref: string
  ci: CiPath
  asked: Asked
  fetch: typeof fetch
  clock(): number
}

/**
 * Asks the forge for a run of this deploy, once: it is the caller who knows whether that was done before, since its intent
 * is in the ledger. Null where the forge does not say which run it is: then `followRun` finds it. Throws a ForgeFault.
 */
export async function dispatchRun({ deploy, ref, ci, asked, fetch, clock }: Dispatching): Promise<string | null> {
  const github = createGithub({ api_base: ci.api_base, repository: ci.repository, fetch, clock })
  if (needsApproval(deploy)) await askForReviewers(github, asked, ci)
  const { surface_id, target_app, to_sha, from_sha, deploy_id } = deploy
  const dispatched = await github.dispatch(asked, ci.workflow, {
    ref,
    inputs: {
      surface: surface_id,
      app: target_app,
      environment: ci.environment,
      sha: to_sha ?? '',
      from_sha: from_sha ?? '',
      countersign_deploy: deploy_id,
    },
  })
  return dispatched?.html_url ?? null
}

/** An environment that asks nobody, or is not there and would be made by the run, lets production out by itself. */
async function askForReviewers(github: Github, asked: Asked, { environment, repository }: CiPath): Promise<void> {
  const found = await github.environment(asked, environment)
  if (found === null)
    throw new ForgeFault(
      'refused',
      `${repository} has no environment ${environment}, so nobody would be asked to approve.`,
    )
  if (!found.protection_rules.some(({ type }) => type === 'required_reviewers'))
    throw new ForgeFault(
      'refused',
      `The environment ${environment} of ${repository} has no required reviewers: production would go out by itself.`,
    )
}

/** The run whose title carries the deploy's id; the oldest, if somebody made another that says so. */
export async function findRun({
  github,
  asked,
  deploy,
  ci,
}: {
  github: Github
  asked: Asked
  deploy: Deploy
  ci: CiPath
}): Promise<string | null> {
  // Clocks differ.
  const since = new Date(Date.parse(deploy.began_at) - 10 * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const { workflow_runs } = await github.runsOf(asked, ci.workflow, since)
  return (
    workflow_runs.findLast(({ display_title }) => display_title.includes(`(${deploy.deploy_id})`))?.html_url ?? null
  )
}
