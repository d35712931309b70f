import type { Context } from 'hono'
import { isLoopbackUrl } from '../identity/loopback.ts'
import type { AppEnv } from './env.ts'

/**
 * Under which origin browsers reach this server. Where the configuration does not say, under the name that they asked
 * for, which the door has checked; plain http is for loopback alone, so elsewhere there is a proxy that adds TLS.
 */
export function ownOrigin(c: Context<AppEnv>, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin
  const plain = new URL(`http://${c.req.header('host') ?? new URL(c.req.url).host}`)
  return isLoopbackUrl(plain.href) ? plain.origin : new URL(`https://${plain.host}`).origin
}
