import type { OpenAPIHono, RouteConfig, RouteHandler } from '@hono/zod-openapi'
import type { Access } from '../../shared/contract/route.ts'
import type { AppEnv } from './env.ts'
import { guard, type Subject } from './guard.ts'
import { noBodyIsNone } from './no-body.ts'

type Operation = RouteConfig & { access: Access; wildcard?: true; getRoutingPath(): string }
export type Mount = <R extends Operation>(route: R, handler: RouteHandler<R, AppEnv>, subject?: Subject) => void

/** Mounts an operation behind the access that its contract declares: who asks is settled before what they ask is read. */
export function mountOn(app: OpenAPIHono<AppEnv>): Mount {
  return (route, handler, subject) => {
    const path = route.wildcard ? `${route.getRoutingPath()}{.+}` : route.getRoutingPath()
    app.on(route.method.toUpperCase(), path, guard(route.access, subject))
    if (route.request?.body?.required === false) app.on(route.method.toUpperCase(), path, noBodyIsNone)
    if (!route.wildcard) return void app.openapi(route, handler as never)
    // The document knows no parameter of several parts, and the router needs to be told of one.
    app.openAPIRegistry.registerPath(route)
    app.openapi({ ...route, path: `${route.path}{.+}`, hide: true }, handler as never)
  }
}
