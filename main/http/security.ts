import type { HonoRequest, MiddlewareHandler } from 'hono'
import { versionHeader } from '../fitting-version.ts'
import { version } from '../version.ts'
import type { AppEnv } from './env.ts'
import { Refused } from './problem.ts'

/** What every answer carries, whichever door it leaves by. The console's pages add their own content policy. */
export const securityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const headers = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
    'x-request-id': c.get('requestId'),
    [versionHeader]: version,
  }
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
  if (!c.res.headers.has('content-security-policy'))
    c.res.headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
}

/**
 * The socket door's own checks; the desktop's requests have neither Host nor Origin. A name that is not ours is a DNS
 * rebinding; another origin is somebody else's page, which may lead here and do nothing more.
 */
export function socketGuard(allowedHosts: ReadonlySet<string> | 'any'): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.env.door === 'socket') {
      const host = c.req.header('host') ?? ''
      if (allowedHosts !== 'any' && !allowedHosts.has(hostName(host)))
        throw new Refused({
          code: 'host_not_allowed',
          detail: `This server does not answer to the name ${hostName(host) || '(none)'}.`,
        })
      const origin = c.req.header('origin')
      const foreign = origin !== undefined && !sameHost(origin, host)
      if (foreign || (c.req.header('sec-fetch-site') === 'cross-site' && !isVisit(c.req)))
        throw new Refused({ code: 'origin_not_allowed', detail: 'Pages of other sites may not use this API.' })
    }
    await next()
  }
}

/**
 * Somebody follows a link to a page, or comes back from where they signed in: all that happens is that they see it. The
 * browser says so itself, of whole windows alone.
 */
const isVisit = (request: HonoRequest): boolean =>
  request.method === 'GET' &&
  request.header('sec-fetch-mode') === 'navigate' &&
  request.header('sec-fetch-dest') === 'document' &&
  !/^\/(api|console|runtime)(\/|$)/.test(request.path)

export const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

function sameHost(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host.toLowerCase()
  } catch {
    return false
  }
}
