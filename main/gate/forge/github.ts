import type { z } from 'zod'
import { unreachable } from './answers.ts'
import { ForgeFault } from './fault.ts'
import { boundedText, createRequester, parsed } from './request.ts'
import {
  Account,
  Approvals,
  type Asked,
  CheckRuns,
  CombinedStatus,
  Comparison,
  Dispatched,
  GuardedEnvironment,
  Jobs,
  PendingDeployments,
  Run,
  Runs,
  type RunView,
} from './shapes.ts'

export type Github = ReturnType<typeof createGithub>
export type GithubPlace = {
  api_base: string
  /** `owner/name`. */
  repository: string
  fetch: typeof globalThis.fetch
  clock(): number
}

/** GitHub's REST API, as far as the gate needs it. Everything is asked with the token of whoever asks. */
export function createGithub({ api_base, repository, fetch, clock }: GithubPlace) {
  const requester = createRequester({ api_base, fetch, clock })
  const repo = `/repos/${repository.split('/').map(encodeURIComponent).join('/')}`
  const get = <T extends z.ZodType>(shape: T, path: string, asked: Asked) =>
    requester.json(shape, { method: 'GET', path }, asked)
  const runPath = (id: number) => `${repo}/actions/runs/${id}`
  const pending = (asked: Asked, id: number) => get(PendingDeployments, `${runPath(id)}/pending_deployments`, asked)

  return {
    /** Whose token it is, and, of a classic one, what it may. */
    async whoAmI(asked: Asked): Promise<{ login: string; scopes: string[] | null }> {
      const { text, headers } = await requester.ask({ method: 'GET', path: '/user' }, asked)
      const scopes = headers.get('x-oauth-scopes')
      return {
        ...parsed(Account, text, '/user'),
        scopes: scopes === null ? null : scopes.split(/,\s*/).filter(Boolean),
      }
    },

    /** Null where the forge does not say which run it made of it: servers of one's own, before it was invented. */
    async dispatch(
      asked: Asked,
      workflow: string,
      { ref, inputs }: { ref: string; inputs: Record<string, string> },
    ): Promise<z.output<typeof Dispatched> | null> {
      const path = `${repo}/actions/workflows/${encodeURIComponent(workflow)}/dispatches`
      const send = (body: object) => requester.ask({ method: 'POST', path, body }, asked)
      const { status, text } = await send({ ref, inputs, return_run_details: true }).catch((error: unknown) => {
        // It was refused before anything was made of it, so it can be asked again without what it does not know.
        if (error instanceof ForgeFault && error.status === 422 && error.message.includes('return_run_details'))
          return send({ ref, inputs })
        throw error
      })
      return status === 200 ? parsed(Dispatched, text, path) : null
    },

    runsOf: (asked: Asked, workflow: string, since: string) =>
      get(
        Runs,
        `${repo}/actions/workflows/${encodeURIComponent(workflow)}/runs?event=workflow_dispatch&per_page=100&created=${encodeURIComponent(`>=${since}`)}`,
        asked,
      ),
    runsAt: (asked: Asked, sha: string) =>
      get(Runs, `${repo}/actions/runs?per_page=100&head_sha=${encodeURIComponent(sha)}`, asked),
    run: (asked: Asked, id: number) => get(Run, runPath(id), asked),
    async viewRun(asked: Asked, id: number): Promise<RunView> {
      // The run first: what the others say is then at least as late as what it says.
      const run = await get(Run, runPath(id), asked)
      const { jobs } = await get(Jobs, `${runPath(id)}/jobs?filter=latest&per_page=100`, asked)
      const waits = run.status === 'waiting' || jobs.some(({ status }) => status === 'waiting')
      return {
        run,
        jobs,
        pending: waits ? await pending(asked, id) : [],
        approvals: await get(Approvals, `${runPath(id)}/approvals`, asked),
      }
    },
    pending,
    approvals: (asked: Asked, id: number) => get(Approvals, `${runPath(id)}/approvals`, asked),
    async review(
      asked: Asked,
      id: number,
      {
        environment_ids,
        state,
        comment,
      }: { environment_ids: number[]; state: 'approved' | 'rejected'; comment: string },
    ): Promise<void> {
      const path = `${runPath(id)}/pending_deployments`
      await requester.ask({ method: 'POST', path, body: { environment_ids, state, comment } }, asked)
    },
    async cancel(asked: Asked, id: number): Promise<void> {
      await requester.ask({ method: 'POST', path: `${runPath(id)}/cancel` }, asked)
    },

    /** It answers with another address, on another host: the token is for nobody there. */
    async jobLog(asked: Asked, job: number): Promise<string> {
      const path = `${repo}/actions/jobs/${job}/logs`
      const first = await requester.send({ method: 'GET', path }, asked)
      if (first.status === 200) return boundedText(first, api_base, asked)
      const to = URL.parse(first.headers.get('location') ?? '', api_base)
      await first.body?.cancel()
      if (first.status !== 302 || to === null || !/^https?:$/.test(to.protocol))
        throw new ForgeFault(first.status === 404 ? 'not_found' : 'refused', `The forge has no log (${first.status}).`)
      const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(20_000)])
      const log = await fetch(to, { redirect: 'error', signal }).catch((error: unknown) => {
        throw unreachable(error, to.href, asked.signal)
      })
      if (!log.ok) throw new ForgeFault('refused', `Where the forge keeps its logs said ${log.status}.`)
      return boundedText(log, to.href, asked)
    },

    /** Null where there is no such environment: a run would make one, without anybody to ask. */
    async environment(asked: Asked, name: string): Promise<z.output<typeof GuardedEnvironment> | null> {
      try {
        return await get(GuardedEnvironment, `${repo}/environments/${encodeURIComponent(name)}`, asked)
      } catch (error) {
        if (error instanceof ForgeFault && error.kind === 'not_found') return null
        throw error
      }
    },

    checkRuns: (asked: Asked, sha: string, page: number) =>
      get(
        CheckRuns,
        `${repo}/commits/${encodeURIComponent(sha)}/check-runs?filter=latest&per_page=100&page=${page}`,
        asked,
      ),
    statuses: (asked: Asked, sha: string) =>
      get(CombinedStatus, `${repo}/commits/${encodeURIComponent(sha)}/status?per_page=100`, asked),
    compare: (asked: Asked, base: string, head: string) =>
      get(Comparison, `${repo}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}?per_page=1`, asked),
  }
}
