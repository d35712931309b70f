import { z } from 'zod'
import type { HostNeeds } from '../../host.ts'
import { type Answer, type AskApi, askApi, type Call } from '../ask-api.ts'

// https://developers.cloudflare.com/api/resources/pages/ and the types generated from its description:
// https://github.com/cloudflare/cloudflare-typescript/blob/main/src/resources/pages/projects/projects.ts
const Message = z.object({ code: z.number(), message: z.string() })
const Refused = z.object({ success: z.literal(false), errors: z.array(Message) })
const envelope = <T extends z.ZodType>(result: T) => z.object({ success: z.literal(true), result })

const Stage = z.object({
  name: z.string(),
  /** Of `success`, `idle`, `active`, `failure` and `canceled`; a new one must not keep anybody from rolling back. */
  status: z.string(),
  ended_on: z.string().nullish(),
})

export const Deployment = z.object({
  id: z.string().min(1),
  short_id: z.string().nullish(),
  environment: z.enum(['production', 'preview']),
  created_on: z.string().min(1),
  is_skipped: z.boolean().nullish(),
  skip_reason: z.string().nullish(),
  latest_stage: Stage,
  deployment_trigger: z.object({
    metadata: z.object({
      branch: z.string().nullish(),
      commit_hash: z.string().nullish(),
      commit_message: z.string().nullish(),
    }),
  }),
})
export type Deployment = z.output<typeof Deployment>

export const Project = z.object({
  name: z.string().min(1),
  production_branch: z.string().min(1),
  canonical_deployment: Deployment.nullish(),
  latest_deployment: Deployment.nullish(),
  /** Only of a project that builds from a repository. */
  source: z
    .object({ type: z.string(), config: z.object({ owner: z.string(), repo_name: z.string() }).partial() })
    .nullish(),
})
export type Project = z.output<typeof Project>

export const BuildLog = z.object({ data: z.array(z.object({ line: z.string() })) })

export type PagesApi = {
  name: string
  /** The answer's `result`. */
  ask<T>(call: Call<T>, signal: AbortSignal): Promise<T>
  at(...steps: string[]): string
  url(...steps: string[]): string
}

type Settings = { api_base: string; account_id: string; project: string; api_token: string }

export function pagesApi(needs: Pick<HostNeeds, 'secret' | 'fetch'>, settings: Settings): PagesApi {
  const api = {
    name: 'Cloudflare',
    base: settings.api_base,
    key: settings.api_token,
    headers: { accept: 'application/json' },
    fault,
  }
  const send: AskApi = askApi(api, needs)
  const at = (...steps: string[]) =>
    ['/accounts', settings.account_id, 'pages', 'projects', settings.project, ...steps]
      .map((step, at) => (at === 0 ? step : encodeURIComponent(step)))
      .join('/')
  return {
    name: settings.project,
    at,
    url: (...steps) => settings.api_base.replace(/\/+$/, '') + at(...steps),
    async ask(call, signal) {
      const { body }: Answer<{ result: z.output<typeof call.answer> }> = await send(
        { ...call, answer: envelope(call.answer) },
        signal,
      )
      return body.result
    },
  }
}

function fault(body: unknown): string | undefined {
  const parsed = Refused.safeParse(body)
  if (!parsed.success || parsed.data.errors.length === 0) return undefined
  return parsed.data.errors.map(({ code, message }) => `${message} (${code})`).join('; ')
}

const sha = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

export function commitOf({ deployment_trigger }: Deployment): string | null {
  const { commit_hash } = deployment_trigger.metadata
  return commit_hash && sha.test(commit_hash) ? commit_hash : null
}

/** It was built whole, and is or was production. */
export const couldServe = ({ environment, is_skipped, latest_stage }: Deployment): boolean =>
  environment === 'production' &&
  is_skipped !== true &&
  latest_stage.name === 'deploy' &&
  latest_stage.status === 'success'
