import { z } from 'zod'
import type { HostNeeds } from '../../host.ts'
import { type AskApi, askApi } from '../ask-api.ts'

// The Platform API, version 3: https://devcenter.heroku.com/articles/platform-api-reference
// and its machine-readable schema: https://github.com/heroku/platform-api/blob/main/schema.json
const accept = 'application/vnd.heroku+json; version=3'

const HerokuError = z.object({ id: z.string(), message: z.string() })

export const HerokuRelease = z.object({
  id: z.string().min(1),
  version: z.int().min(1),
  /** Of `failed`, `pending`, `succeeded` and `expired`; a new one must not keep anybody from rolling back. */
  status: z.string(),
  current: z.boolean(),
  description: z.string().nullish(),
  created_at: z.string().min(1),
  /** None before the first deploy, nor of an app that runs images. */
  slug: z.object({ id: z.string().min(1) }).nullish(),
  eligible_for_rollback: z.boolean().optional(),
})
export type HerokuRelease = z.output<typeof HerokuRelease>

export const HerokuSlug = z.object({ id: z.string(), commit: z.string().nullish() })
export const HerokuApp = z.object({ id: z.string(), name: z.string() })
export const HerokuBuild = z.object({
  id: z.string().min(1),
  status: z.string(),
  source_blob: z.object({ version: z.string().nullish() }).nullish(),
})

export type HerokuApi = { ask: AskApi; at(...steps: string[]): string }

export function herokuApi(
  needs: Pick<HostNeeds, 'secret' | 'fetch'>,
  app: string,
  settings: { api_base: string; api_key: string },
): HerokuApi {
  const api = { name: 'Heroku', base: settings.api_base, key: settings.api_key, headers: { accept }, fault }
  return {
    ask: askApi(api, needs),
    at: (...steps) =>
      ['/apps', app, ...steps].map((step, at) => (at === 0 ? step : encodeURIComponent(step))).join('/'),
  }
}

function fault(body: unknown): string | undefined {
  const parsed = HerokuError.safeParse(body)
  return parsed.success ? `${parsed.data.message} (${parsed.data.id})` : undefined
}
