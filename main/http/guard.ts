import type { MiddlewareHandler } from 'hono'
import type { Access } from '../../shared/contract/route.ts'
import { permit } from '../use-cases/caller.ts'
import type { Services } from '../services.ts'
import type { AppEnv } from './env.ts'
import { Refused, unwrap } from './problem.ts'

/** Before anything else of the request is looked at: is there a caller, and may they? */
export function guard(access: Access, { connection, mode }: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (access !== 'public') {
      const caller = c.get('caller')
      if (!caller)
        throw new Refused({
          code: 'credential_missing',
          detail: 'Send `Authorization: Bearer` with an API key.',
          // So that the page that asks for the key can say where it leads.
          fields: { connection: { ...connection, kind: mode } },
        })
      unwrap(permit(caller, access))
    }
    await next()
  }
}
