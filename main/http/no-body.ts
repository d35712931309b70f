import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './env.ts'

/**
 * Where a body is optional, an empty one is none, and so is `null`: many clients name JSON as what they send also when
 * they send nothing, and whoever goes back to the release before has no time to learn that.
 */
export const noBodyIsNone: MiddlewareHandler<AppEnv> = async (c, next) => {
  const text = (await c.req.text()).trim()
  if (text === '' || text === 'null') {
    const { url, method, headers, signal } = c.req.raw
    const plain = new Headers(headers)
    for (const name of ['content-type', 'content-length', 'transfer-encoding']) plain.delete(name)
    c.req.raw = new Request(url, { method, headers: plain, signal })
    c.req.bodyCache = {}
  }
  await next()
}
