import type { MiddlewareHandler } from 'hono'
import type { Access } from '../../shared/contract/route.ts'
import { permit } from '../use-cases/caller.ts'
import { type AppEnv, callerOf } from './env.ts'
import { unwrap } from './problem.ts'

/** Before anything else of the request is looked at: may this caller do it? */
export function guard(access: Access): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (access !== 'public') unwrap(permit(callerOf(c), access))
    await next()
  }
}
