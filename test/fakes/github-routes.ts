import type { ForgeAnswer, ForgeEnvironment, ForgeRequest, ForgeState, ForgeUser } from './github.ts'
import type { FakeRun, RunInputs } from './github-run.ts'

type Route = { method: string; path: RegExp; answer(asked: ForgeRequest, parts: string[]): ForgeAnswer }

const ok = (body: unknown): ForgeAnswer => ({ status: 200, body })
const notFound: ForgeAnswer = { status: 404, body: { message: 'Not Found' } }
const noRight = (message: string): ForgeAnswer => ({ status: 403, body: { message } })
const wrong = (message: string): ForgeAnswer => ({ status: 422, body: { message } })

/** Actions, environments and checks: docs.github.com/rest/actions, /deployments/environments, /checks, /commits. */
export function repositoryRoutes(state: ForgeState): Route[] {
  const repo = `^/repos/${state.repository.replace(/[.]/g, '\\.')}`
  const route = (method: string, path: string, answer: Route['answer']): Route => ({
    method,
    path: new RegExp(path.startsWith('^') ? `${path}$` : `${repo}${path}$`),
    answer,
  })
  const withRun = (id: string | undefined, answer: (run: FakeRun) => ForgeAnswer): ForgeAnswer => {
    const run = state.runs.find((each) => String(each.id) === id)
    return run === undefined ? notFound : answer(run)
  }
  return [
    route('GET', '^/user', ({ user }) => ({
      status: 200,
      body: { login: user.login, id: 1, type: 'User' },
      headers: user.scopes === undefined ? {} : { 'x-oauth-scopes': user.scopes },
    })),
    route('POST', '/actions/workflows/([^/]+)/dispatches', ({ body, user }, [workflow]) => {
      if (workflow !== state.workflow) return notFound
      if (!user.write) return noRight('Must have admin rights to Repository.')
      const asked = body as { ref: string; inputs?: RunInputs; return_run_details?: boolean }
      if (state.runDetails === 'refused' && asked.return_run_details !== undefined)
        return wrong('Invalid request.\n\n"return_run_details" is not a permitted key.')
      const unexpected = Object.keys(asked.inputs ?? {}).filter((name) => !inputNames.includes(name))
      if (unexpected.length > 0) return wrong(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`)
      const run = state.begin(asked.inputs ?? {}, user, asked.ref)
      if (state.runDetails !== 'given' || asked.return_run_details !== true) return { status: 204 }
      const run_url = `${state.base()}/repos/${state.repository}/actions/runs/${run.id}`
      return ok({ workflow_run_id: run.id, run_url, html_url: run.html_url })
    }),
    route('GET', '/actions/workflows/([^/]+)/runs', (_, [workflow]) =>
      workflow === state.workflow ? ok(listed(state.runs)) : notFound,
    ),
    route('GET', '/actions/runs', ({ query }) =>
      ok(listed(state.runs.filter(({ inputs }) => inputs.sha === query.get('head_sha')))),
    ),
    route('GET', '/actions/runs/(\\d+)', (_, [id]) => withRun(id, (run) => ok(run.asRun()))),
    route('GET', '/actions/runs/(\\d+)/jobs', (_, [id]) =>
      withRun(id, (run) => ok({ total_count: run.asJobs().length, jobs: run.asJobs() })),
    ),
    route('GET', '/actions/runs/(\\d+)/approvals', (_, [id]) =>
      withRun(id, ({ reviews }) =>
        ok(
          reviews.map(({ environment, user, ...review }) => ({
            ...review,
            environments: [{ id: state.environments.get(environment)?.id ?? 1, name: environment }],
            user: { login: user, id: 1, type: 'User' },
          })),
        ),
      ),
    ),
    route('GET', '/actions/runs/(\\d+)/pending_deployments', ({ user }, [id]) =>
      withRun(id, (run) => ok(run.waitsFor === null ? [] : [pendingOf(state, run, user)])),
    ),
    route('POST', '/actions/runs/(\\d+)/pending_deployments', ({ user, body }, [id]) =>
      withRun(id, (run) => review(state, run, user, body)),
    ),
    route('POST', '/actions/runs/(\\d+)/cancel', ({ user }, [id]) =>
      withRun(id, (run) => {
        if (!user.write) return noRight('Must have admin rights to Repository.')
        if (run.status === 'completed')
          return { status: 409, body: { message: 'Cannot cancel a workflow run that is completed.' } }
        run.cancel()
        return { status: 202, body: {} }
      }),
    ),
    route('GET', '/actions/jobs/(\\d+)/logs', (_, [id]) => {
      const run = state.runs.find((each) => each.logOf(Number(id)) !== undefined)
      return run === undefined
        ? notFound
        : { status: 302, headers: { location: `${state.logPlace()}/${run.id}/${id}` } }
    }),
    route('GET', '/environments/([^/]+)', (_, [name = '']) => {
      const environment = state.environments.get(name)
      return environment === undefined ? notFound : ok(environmentOf(name, environment))
    }),
    route('GET', '/commits/([^/]+)/check-runs', (_, [sha = '']) => {
      const runs = state.checks.get(sha)?.runs ?? []
      const check_runs = runs.map(({ suite = 7, ...check }, at) => ({
        id: at + 1,
        ...check,
        check_suite: { id: suite },
      }))
      return ok({ total_count: check_runs.length, check_runs })
    }),
    route('GET', '/commits/([^/]+)/status', (_, [sha = '']) => {
      const statuses = state.checks.get(sha)?.statuses ?? []
      return ok({ state: 'pending', total_count: statuses.length, statuses })
    }),
    route('GET', '/compare/([^/]+)\\.\\.\\.([^/]+)', (_, [base, head]) => {
      const status = state.comparisons.get(`${base}...${head}`)
      return status === undefined ? notFound : ok({ status, ahead_by: 0, behind_by: 0, commits: [], files: [] })
    }),
  ]
}

/** What the workflows write: comments on commits and pull requests. */
export function commentRoutes(state: ForgeState): Route[] {
  const repo = `^/repos/${state.repository.replace(/[.]/g, '\\.')}`
  const put = (on: string, user: ForgeUser, body: unknown): ForgeAnswer => {
    if (!user.write) return noRight('Resource not accessible by integration')
    const comment = { id: 1000 + state.comments.length, on, user: user.login, body: (body as { body: string }).body }
    state.comments.push(comment)
    return { status: 201, body: shown(comment) }
  }
  const shown = ({ id, body, user }: { id: number; body: string; user: string }) => ({
    id,
    body,
    user: { login: user },
  })
  return [
    {
      method: 'GET',
      path: new RegExp(`${repo}/commits/([^/]+)/pulls$`),
      answer: (_, [sha = '']) => ok((state.pulls.get(sha) ?? []).map((number) => ({ number, state: 'open' }))),
    },
    {
      method: 'POST',
      path: new RegExp(`${repo}/commits/([^/]+)/comments$`),
      answer: ({ user, body }, [sha]) => put(`commit ${sha}`, user, body),
    },
    {
      method: 'POST',
      path: new RegExp(`${repo}/issues/(\\d+)/comments$`),
      answer: ({ user, body }, [number]) => put(`pull ${number}`, user, body),
    },
    {
      method: 'GET',
      path: new RegExp(`${repo}/issues/(\\d+)/comments$`),
      answer: (_, [number]) => ok(state.comments.filter(({ on }) => on === `pull ${number}`).map(shown)),
    },
    {
      method: 'PATCH',
      path: new RegExp(`${repo}/issues/comments/(\\d+)$`),
      answer: ({ user, body }, [id]) => {
        const comment = state.comments.find((each) => String(each.id) === id)
        if (comment === undefined) return notFound
        if (!user.write) return noRight('Resource not accessible by integration')
        comment.body = (body as { body: string }).body
        return ok(shown(comment))
      },
    },
    {
      method: 'GET',
      path: new RegExp(`${repo}/pulls/(\\d+)/files$`),
      answer: (_, [number]) =>
        ok((state.pullFiles.get(Number(number)) ?? []).map((filename) => ({ filename, status: 'modified' }))),
    },
  ]
}

/** What deploy.yml declares; of any other GitHub says that it is unexpected. */
const inputNames = ['surface', 'app', 'environment', 'sha', 'from_sha', 'countersign_deploy']

/** Newest first, as GitHub lists them. */
const listed = (runs: readonly FakeRun[]) => ({
  total_count: runs.length,
  workflow_runs: runs.toReversed().map((run) => run.asRun()),
})

const environmentOf = (name: string, { id, reviewers, teams, prevent_self_review }: ForgeEnvironment) => ({
  id,
  name,
  protection_rules:
    reviewers.length + teams.length === 0
      ? []
      : [{ id: id + 1, type: 'required_reviewers', prevent_self_review, reviewers: reviewersOf(reviewers, teams) }],
})

const reviewersOf = (logins: readonly string[], teams: readonly string[]) => [
  ...logins.map((login) => ({ type: 'User', reviewer: { login, id: 1 } })),
  ...teams.map((slug) => ({ type: 'Team', reviewer: { slug, name: slug, id: 2 } })),
]

function mayReview({ reviewers, prevent_self_review }: ForgeEnvironment, run: FakeRun, user: ForgeUser): boolean {
  return reviewers.includes(user.login) && !(prevent_self_review && run.by === user.login)
}

function pendingOf(state: ForgeState, run: FakeRun, user: ForgeUser) {
  const environment = state.environments.get(run.environment) ?? {
    id: 1,
    reviewers: [],
    teams: [],
    prevent_self_review: false,
  }
  return {
    environment: { id: environment.id, name: run.environment },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: mayReview(environment, run, user),
    reviewers: reviewersOf(environment.reviewers, environment.teams),
  }
}

function review(state: ForgeState, run: FakeRun, user: ForgeUser, body: unknown): ForgeAnswer {
  const {
    environment_ids,
    state: verdict,
    comment,
  } = body as {
    environment_ids: number[]
    state: 'approved' | 'rejected'
    comment: string
  }
  const environment = state.environments.get(run.environment)
  if (run.waitsFor === null || environment === undefined || !environment_ids.includes(environment.id))
    return wrong('No pending deployment requests to approve or reject')
  if (!mayReview(environment, run, user)) return wrong('You are not a required reviewer for the requested environments')
  run.review(verdict, user.login, comment)
  return ok([])
}
