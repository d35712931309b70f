import type { Context, MiddlewareHandler } from 'hono'
import type { Access } from '../../shared/contract/route.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import { permit } from '../use-cases/caller.ts'
import { type AppEnv, callerOf } from './env.ts'
import { Refused, unwrap } from './problem.ts'

/** Whether there is what a request speaks of. `permitted` says too that this caller may do that to it, as with one's own. */
export type Subject = (c: Context<AppEnv>) => Promise<Refusal | 'permitted' | undefined>

/** Before anything else of the request is looked at: is it there, and may this caller do it? */
export function guard(access: Access, subject?: Subject): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    // No row has such a name, and PostgreSQL does not even take a zero byte.
    const names: Record<string, string> = c.req.param()
    if (Object.values(names).some((name) => /\p{Cc}/u.test(name)))
      throw new Refused({ code: 'not_found', detail: 'There is nothing of that name.' })
    // What belongs to another workspace is not there, whoever asks.
    const found = await subject?.(c)
    if (found !== undefined && found !== 'permitted') throw new Refused(found)
    if (access !== 'public' && found !== 'permitted') unwrap(permit(callerOf(c), access))
    await next()
  }
}
