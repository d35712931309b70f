import { z } from 'zod'
import {
  asJobs,
  asRun,
  environmentOf,
  type Findings,
  isOver,
  iso,
  momentOf,
  pushedAt,
  runUrl,
  type SampleRun,
} from './forge-run.ts'
import { type Asked, type Said, saidJson } from './loopback.ts'

/** Who is known at the sample's forge. Their tokens are no secrets: they open nothing. */
export const forgePeople = {
  operator: 'sample-operator',
  approver: 'sample-approver',
  commander: 'sample-commander',
  'release-manager': 'sample-release-manager',
} as const
export type ForgePerson = keyof typeof forgePeople
export const sampleToken = (person: ForgePerson): string => `sample-token-of-${person}-opens-nothing`

const reviewers = [forgePeople.approver, forgePeople['release-manager'], forgePeople.commander]
const writers: ReadonlySet<string> = new Set(reviewers)
const apiPath = '/api/v3'
const environmentId = 4711

type Place = {
  repository: string
  origin(): string
  now(): number
  findings(run: SampleRun): Findings
  /** It was pushed: from now on its host runs it. */
  push(run: SampleRun): void
  /** Whether what the forge checks of a commit is well. */
  checksPass(sha: string): boolean
}

const Dispatch = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.string()).default({}),
  return_run_details: z.boolean().default(false),
})
const Review = z.object({
  environment_ids: z.array(z.int()),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
})

/**
 * A forge of the sample's own, so that the path through CI can be walked without anything outside of this machine. It keeps
 * to the documented shapes of GitHub's API (docs.github.com/rest), as far as the gate asks; whatever it answers is made up.
 */
export function createSampleForge(place: Place) {
  const { repository, now, findings } = place
  const runs: SampleRun[] = []
  const view = (run: SampleRun) => asRun(run, findings(run), now(), place.origin(), repository)
  const listed = (some: readonly SampleRun[]) =>
    saidJson(200, { total_count: some.length, workflow_runs: some.toReversed().map(view) })

  /** Time has gone by since anybody looked. */
  function settle(): void {
    for (const run of runs) {
      const at = pushedAt(run)
      if (run.pushed || at === null || now() < at) continue
      run.pushed = true
      place.push(run)
    }
  }

  function dispatch(login: string, workflow: string, body: string): Said {
    if (!writers.has(login)) return saidJson(403, { message: 'Must have write rights to this sample repository.' })
    const asked = Dispatch.safeParse(parsed(body)).data
    if (asked === undefined) return saidJson(422, { message: 'Invalid request.' })
    const id = 9_000_001 + runs.length
    const { ref, inputs } = asked
    runs.push({ id, workflow, inputs, ref, by: login, began: now(), review: null, cancelled: null, pushed: false })
    if (!asked.return_run_details) return { status: 204 }
    const html_url = runUrl(place.origin(), repository, id)
    const run_url = `${place.origin()}${apiPath}/repos/${repository}/actions/runs/${id}`
    return saidJson(200, { workflow_run_id: id, run_url, html_url })
  }

  function pendingOf(run: SampleRun, login: string): Said {
    if (momentOf(run, findings(run), now()) !== 'waiting') return saidJson(200, [])
    return saidJson(200, [
      {
        environment: { id: environmentId, name: environmentOf(run) },
        wait_timer: 0,
        wait_timer_started_at: null,
        current_user_can_approve: writers.has(login),
        reviewers: reviewers.map((each, at) => ({ type: 'User', reviewer: { login: each, id: at + 1 } })),
      },
    ])
  }

  function review(run: SampleRun, login: string, body: string): Said {
    const asked = Review.safeParse(parsed(body)).data
    if (asked === undefined) return saidJson(422, { message: 'Invalid request.' })
    if (momentOf(run, findings(run), now()) !== 'waiting' || !asked.environment_ids.includes(environmentId))
      return saidJson(422, { message: 'No pending deployment requests to approve or reject' })
    if (!writers.has(login)) return saidJson(422, { message: 'You are not a required reviewer for this environment' })
    run.review = { state: asked.state, by: login, comment: asked.comment, at: now() }
    return saidJson(200, [])
  }

  const approvalsOf = ({ review: said, ...run }: SampleRun): Said =>
    saidJson(
      200,
      said === null
        ? []
        : [
            {
              state: said.state,
              comment: said.comment,
              environments: [{ id: environmentId, name: environmentOf({ review: said, ...run }) }],
              user: { login: said.by, id: 1, type: 'User' },
            },
          ],
    )

  function cancel(run: SampleRun, login: string): Said {
    if (!writers.has(login)) return saidJson(403, { message: 'Must have write rights to this sample repository.' })
    if (isOver(momentOf(run, findings(run), now())))
      return saidJson(409, { message: 'Cannot cancel a workflow run that is completed.' })
    run.cancelled = now()
    return saidJson(202, {})
  }

  function ofRun(run: SampleRun, method: string, what: string, login: string, body: string): Said {
    switch (`${method} ${what}`) {
      case 'GET ':
        return saidJson(200, view(run))
      case 'GET jobs': {
        const jobs = asJobs(run, findings(run), now())
        return saidJson(200, { total_count: jobs.length, jobs })
      }
      case 'GET approvals':
        return approvalsOf(run)
      case 'GET pending_deployments':
        return pendingOf(run, login)
      case 'POST pending_deployments':
        return review(run, login, body)
      case 'POST cancel':
        return cancel(run, login)
      default:
        return notFound
    }
  }

  function ofRepository(method: string, path: string, query: URLSearchParams, login: string, body: string): Said {
    const [area, first = '', second = '', third = ''] = path.split('/')
    const known = (id: string) => runs.find((run) => String(run.id) === id)
    if (area === 'actions' && first === 'workflows' && third === 'dispatches' && method === 'POST')
      return dispatch(login, second, body)
    if (area === 'actions' && first === 'workflows' && third === 'runs')
      return listed(runs.filter(({ workflow }) => workflow === second))
    if (area === 'actions' && first === 'runs' && second === '')
      return listed(runs.filter(({ inputs }) => inputs.sha === query.get('head_sha')))
    if (area === 'actions' && first === 'runs') {
      const run = known(second)
      return run === undefined ? notFound : ofRun(run, method, third, login, body)
    }
    if (area === 'actions' && first === 'jobs' && third === 'logs') {
      const run = known(second.slice(0, -1))
      return run === undefined
        ? notFound
        : { status: 200, text: logOf(run, findings(run), now(), second.endsWith('1')) }
    }
    if (area === 'environments')
      return saidJson(200, {
        id: environmentId,
        name: decodeURIComponent(first),
        protection_rules: [{ id: 1, type: 'required_reviewers', prevent_self_review: false, reviewers: [] }],
      })
    if (area === 'commits' && second === 'check-runs') {
      const conclusion = place.checksPass(first) ? 'success' : 'failure'
      const check = { status: 'completed', check_suite: { id: 7 } }
      const check_runs = [
        { id: 1, name: 'Unit tests (sample)', ...check, conclusion },
        { id: 2, name: 'Types (sample)', ...check, conclusion },
        { id: 3, name: 'Lint (sample)', ...check, conclusion: 'success' },
      ]
      return saidJson(200, { total_count: check_runs.length, check_runs })
    }
    if (area === 'commits' && second === 'status')
      return saidJson(200, { state: 'success', total_count: 0, statuses: [] })
    return notFound
  }

  return {
    settle,
    answer({ method, path, query, token, body }: Asked): Said {
      settle()
      const run = new RegExp(`^/${repository}/actions/runs/(\\d+)$`).exec(path)?.[1]
      if (run !== undefined) return runPage(run)
      const login = loginOf(token)
      if (login === undefined) return saidJson(401, { message: 'Bad credentials' })
      if (path === `${apiPath}/user`) return saidJson(200, { login, id: 1, type: 'User' })
      const within = `${apiPath}/repos/${repository}/`
      return path.startsWith(within) ? ofRepository(method, path.slice(within.length), query, login, body) : notFound
    },
  }
}

const notFound = saidJson(404, { message: 'Not Found' })

const loginOf = (token: string | null): string | undefined => {
  const person = (Object.keys(forgePeople) as ForgePerson[]).find((each) => sampleToken(each) === token)
  return person && forgePeople[person]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function logOf(run: SampleRun, findings: Findings, now: number, isGate: boolean): string {
  const { inputs } = run
  const lines = isGate
    ? [
        'This run is part of the sample: nothing was built.',
        `Checks of ${inputs.sha}: ${findings.checksPass ? 'passed' : 'failed'}`,
      ]
    : [
        'This run is part of the sample: nothing leaves this machine.',
        `TARGET: ${environmentOf(run).toUpperCase()} (${inputs.app})`,
        `${inputs.from_sha?.slice(0, 7) || 'nothing'} -> ${inputs.sha?.slice(0, 7)}`,
        ...(run.pushed ? [`Pushed to ${inputs.app}`, `/health: ${findings.isWell ? 200 : 503}`] : []),
      ]
  return lines.map((line) => `${iso(now).replace('Z', '.0000000Z')} ${line}\n`).join('')
}

const runPage = (id: string): Said => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
  text: `<!doctype html><html lang="en"><title>Run ${id} (sample)</title><body style="font:16px system-ui;margin:4rem"><h1>Run ${id}</h1><p>This is the sample’s own forge: it is made up, and runs nothing. With a real one, its page would be here.</p></body></html>`,
})
