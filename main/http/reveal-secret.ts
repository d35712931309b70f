import type { MiddlewareHandler } from 'hono'
import { openSecret } from '../identity/sealed-secrets.ts'
import type { Services } from '../services.ts'
import { secretPurpose } from '../use-cases/webhooks/signing.ts'
import type { AppEnv } from './env.ts'

/**
 * A new secret leaves its use-case sealed, so that the answer can be kept for a request that comes again without the
 * secret lying in the database. Opened here, outside of everything that keeps answers, it is the same bytes both times.
 */
export function revealSecret(services: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next()
    if (c.req.method !== 'POST' || !c.res.ok) return
    const made = (await c.res.clone().json()) as { id: string; secret?: string }
    if (made.secret === undefined) return
    const secret = openSecret(services, secretPurpose(made.id), made.secret)
    if (secret === undefined) throw new Error('a secret that was just sealed does not open')
    c.res = new Response(JSON.stringify({ ...made, secret }), c.res)
  }
}
