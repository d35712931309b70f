import { createHash, randomBytes } from 'node:crypto'
import type { Answer } from './serve.ts'

const tokenLifeMs = 10 * 60_000

/**
 * Lets in one browser per link. Loopback is open to every user and program of the machine, so the page and its API are
 * behind a cookie that only a link's first visit within ten minutes gets; the link is worth nothing afterwards.
 */
export function oneTimeDoor(answer: Answer, clock: () => number = Date.now) {
  const links = new Map<string, number>()
  const sessions = new Set<string>()
  // Browsers share cookies among all ports of a host: under one name, a second console would shut out the first.
  const cookie = `countersign_console_${randomBytes(6).toString('hex')}`

  const enter: Answer = (request, env) => {
    const url = new URL(request.url)
    const token = url.searchParams.get('token')
    const known = sessions.has(hash(cookieOf(request, cookie)))
    // A link preview asks with HEAD, and must not spend the link.
    if (request.method === 'GET' && url.pathname === '/' && token !== null) {
      if (spend(token)) {
        const session = randomBytes(32).toString('base64url')
        sessions.add(hash(session))
        return redirect(`${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`)
      }
      if (known) return redirect()
    }
    return known ? answer(request, env) : closed()
  }

  const spend = (token: string): boolean => {
    const due = links.get(hash(token))
    links.delete(hash(token))
    return due !== undefined && clock() < due
  }

  return {
    enter,
    /** A new link's query; each opens once. */
    mint(): string {
      const token = randomBytes(32).toString('base64url')
      links.set(hash(token), clock() + tokenLifeMs)
      return `/?token=${token}`
    },
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

function cookieOf(request: Request, cookie: string): string {
  const pairs = (request.headers.get('cookie') ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1) ?? ''
}

const redirect = (setCookie?: string): Response =>
  new Response(null, {
    status: 303,
    headers: { location: '/', 'cache-control': 'no-store', ...(setCookie ? { 'set-cookie': setCookie } : {}) },
  })

const closed = (): Response =>
  new Response('This console opens by a link that is good once. Start it again for a new one: npm start\n', {
    status: 403,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
