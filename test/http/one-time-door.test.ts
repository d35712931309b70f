import { describe, expect, test } from 'vitest'
import { oneTimeDoor } from '../../main/http/one-time-door.ts'
import type { Answer } from '../../main/http/serve.ts'

const tenMinutes = 10 * 60_000

function openDoor() {
  let now = 1_000_000
  const asked: string[] = []
  const answer: Answer = (request) => {
    asked.push(new URL(request.url).pathname)
    return new Response('the console')
  }
  const door = oneTimeDoor(answer, () => now)
  const visit = async (path: string, cookie?: string) => {
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
    const response = await door.enter(new Request(`http://127.0.0.1:4681${path}`, { headers }), { door: 'socket' })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  /** What a browser keeps of the answer. */
  const signIn = async (link: string) => {
    const { headers } = await visit(link)
    return headers.get('set-cookie')?.split(';')[0] ?? expect.fail('no cookie')
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { door, visit, signIn, pass, asked }
}

describe('the one-time door', () => {
  test('is closed to whoever has no link: page, API and guesses alike', async () => {
    const { visit, asked, door } = openDoor()
    door.mint()
    const tries = [
      '/',
      '/api/v1/audit/entries',
      '/assets/app.js',
      '/?token=',
      `/?token=${'A'.repeat(43)}`,
      '/?TOKEN=x',
      '/?token=undefined',
    ]
    for (const path of tries)
      for (const cookie of [undefined, '', 'countersign_console=', 'countersign_console=undefined', 'other=1']) {
        const { status, text, headers } = await visit(path, cookie)
        expect({ status, cookie: headers.get('set-cookie') }).toEqual({ status: 403, cookie: null })
        expect(text).toContain('npm start')
      }
    expect(asked).toEqual([])
  })

  test('a link opens once, and leads to an address without it', async () => {
    const { door, visit, asked } = openDoor()
    const link = door.mint()
    const first = await visit(link)
    expect({ status: first.status, location: first.headers.get('location') }).toEqual({ status: 303, location: '/' })
    expect(first.headers.get('cache-control')).toBe('no-store')
    expect((await visit(link)).status).toBe(403)
    expect(asked).toEqual([])
  })

  test('the cookie lets in, and is out of reach of scripts, other sites and other paths', async () => {
    const { door, visit, asked } = openDoor()
    const { headers } = await visit(door.mint())
    const [pair = '', ...attributes] = (headers.get('set-cookie') ?? '').split('; ')
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    expect(pair).toMatch(/^countersign_console\w*=[\w-]{43}$/)
    expect((await visit('/api/v1/audit/entries', `a=b; ${pair}; c=d`)).status).toBe(200)
    expect(asked).toEqual(['/api/v1/audit/entries'])
    const [name, value = ''] = pair.split('=')
    for (const forged of [`${name}=${value.slice(1)}`, `${name}=${value}A`, `x${name}=${value}`, `${name}="${value}"`])
      expect((await visit('/', forged)).status).toBe(403)
  })

  test('a link is good for ten minutes, the session for as long as the program', async () => {
    const { door, visit, signIn, pass } = openDoor()
    const [used, late, justInTime] = [door.mint(), door.mint(), door.mint()]
    const cookie = await signIn(used)
    pass(tenMinutes - 1)
    expect((await visit(justInTime)).status).toBe(303)
    pass(1)
    expect((await visit(late)).status).toBe(403)
    pass(1_000 * tenMinutes)
    expect((await visit('/', cookie)).status).toBe(200)
  })

  test('two browsers take two links; neither gets in by the other’s', async () => {
    const { door, visit, signIn } = openDoor()
    const [first, second] = [door.mint(), door.mint()]
    expect(first).not.toBe(second)
    const cookie = await signIn(first)
    expect((await visit(first)).status).toBe(403)
    const other = await signIn(second)
    expect(other).not.toBe(cookie)
    for (const each of [cookie, other]) expect((await visit('/', each)).status).toBe(200)
  })

  test('who is in already and opens the link again is sent on', async () => {
    const { door, visit, signIn } = openDoor()
    const link = door.mint()
    const cookie = await signIn(link)
    const again = await visit(link, cookie)
    expect({ status: again.status, cookie: again.headers.get('set-cookie') }).toEqual({ status: 303, cookie: null })
  })

  test('a link is worth nothing anywhere but at the front', async () => {
    const { door, visit } = openDoor()
    const link = door.mint()
    for (const path of ['/api/v1/events', '/index.html', '//'])
      expect((await visit(`${path}${link.slice(1)}`)).status).toBe(403)
    expect((await visit(link)).status).toBe(303)
  })
})
