import type { OpenAPIHono, RouteConfig, RouteHandler } from '@hono/zod-openapi'
import type { Access } from '../../shared/contract/route.ts'
import type { AppEnv } from './env.ts'
import { guard, type Subject } from './guard.ts'

type Operation = RouteConfig & { access: Access; getRoutingPath(): string }
export type Mount = <R extends Operation>(route: R, handler: RouteHandler<R, AppEnv>, subject?: Subject) => void

/** Mounts an operation behind the access that its contract declares: who asks is settled before what they ask is read. */
export function mountOn(app: OpenAPIHono<AppEnv>): Mount {
  return (route, handler, subject) => {
    app.on(route.method.toUpperCase(), route.getRoutingPath(), guard(route.access, subject))
    app.openapi(route, handler as never)
  }
}
