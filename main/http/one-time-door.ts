import { createHash, randomBytes } from 'node:crypto'
import type { Answer } from './serve.ts'

const cookie = 'countersign_console'
const tokenLifeMs = 10 * 60_000

/**
 * Lets in one browser per link. Loopback is open to every user and program of the machine, so the page and its API are
 * behind a cookie that only a link's first visit within ten minutes gets; the link is worth nothing afterwards.
 */
export function oneTimeDoor(answer: Answer, clock: () => number = Date.now) {
  const links = new Map<string, number>()
  const sessions = new Set<string>()

  const enter: Answer = (request, env) => {
    const url = new URL(request.url)
    const token = url.searchParams.get('token')
    const known = sessions.has(hash(cookieOf(request)))
    if (url.pathname === '/' && token !== null) {
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

function cookieOf(request: Request): string {
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
