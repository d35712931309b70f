import type { MiddlewareHandler } from 'hono'
import { acknowledgeRoute, acknowledgeRoutes } from '../../shared/contract/drills.ts'
import type { AppEnv } from './env.ts'
import { parsedBody } from './parsed-body.ts'

/** What takes a credential in its body, for clients that send no header. */
export const takeActorToken = [acknowledgeRoute, acknowledgeRoutes].map((route) => ({
  method: route.method.toUpperCase(),
  path: route.getRoutingPath(),
}))

/** Comes before `authenticate`, which asks whose it is. */
export const readActorToken: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { actor_token } = await parsedBody(c)
  if (typeof actor_token === 'string') c.set('actorToken', actor_token)
  await next()
}
