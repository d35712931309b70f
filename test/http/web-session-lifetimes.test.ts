import { describe, expect, test } from 'vitest'
import { touchSession } from '../../main/store/web-sessions.ts'
import { sweepSessions } from '../../main/use-cases/session/sweep-sessions.ts'
import { webSessionKit } from '../../main/use-cases/session/web-session-kit.ts'
import { engines } from '../support/engines.ts'
import { readEvents } from './sse.ts'
import { until } from './until.ts'
import { session, signIn, type Web, withWeb } from './web-kit.ts'

const minute = 60_000
const hour = 60 * minute
/** The issuer's word outlasts every session here: only our own lifetimes end them. */
const long = { accessTokenSeconds: 48 * 3600 }
const because = async (web: Web) =>
  (await web.entries('console.session.ended')).map((entry: { data: { because: string } }) => entry.data.because)

describe.each(engines)('a session ends by itself on %s', (engine) => {
  test('when nobody used it for half an hour, and not while somebody does', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        for (const at of [29, 58, 87]) {
          web.ahead(at * minute)
          const seen = new Date(Date.now() + at * minute - 5000).toISOString()
          expect((await session(browser, web.url)).status).toBe(200)
          await until(
            async () => (await web.rows())[0]?.seen_at ?? '',
            (seenAt) => seenAt >= seen,
          )
        }
        web.ahead(118 * minute)
        const over = await session(browser, web.url)
        expect(over).toMatchObject({ status: 401, body: { code: 'credential_expired' } })
        expect(over.body.detail).toContain('Nobody used this session for 30 minutes')
        expect(await web.rows()).toEqual([])
        expect(await because(web)).toEqual(['idle'])
        web.ahead(0)
        expect((await session(browser, web.url)).status).toBe(401)
      },
      long,
    ))

  test('after twelve hours, however busy it is', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        web.ahead(12 * hour - minute)
        await web.services.store.write('w', async (tx) => {
          await tx.db.updateTable('web_session').set({ seen_at: tx.now }).execute()
        })
        expect((await session(browser, web.url)).status).toBe(200)
        web.ahead(12 * hour)
        const over = await session(browser, web.url)
        expect(over.body.detail).toContain('lasts 12 hours at most')
        expect(await because(web)).toEqual(['lasted_its_time'])
      },
      long,
    ))

  test('as the configuration says', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        web.ahead(59_000)
        expect((await session(browser, web.url)).status).toBe(200)
        await until(web.rows, (rows) => Date.parse(rows[0]?.seen_at ?? '') > Date.now() + 50_000)
        web.ahead(59_000 + 62_000)
        expect((await session(browser, web.url)).body.detail).toContain('1 minutes')
      },
      { ...long, sessions: { idle_minutes: 1, absolute_hours: 1 } },
    ))

  test('its use is written down at most once a minute', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        const [{ seen_at } = { seen_at: '' }] = await web.rows()
        web.ahead(30_000)
        await Promise.all(Array.from({ length: 10 }, () => session(browser, web.url)))
        expect((await web.rows())[0]?.seen_at).toBe(seen_at)
        web.ahead(61_000)
        await Promise.all(Array.from({ length: 10 }, () => session(browser, web.url)))
        await until(
          async () => (await web.rows())[0]?.seen_at,
          (seen) => seen !== seen_at,
        )
      },
      long,
    ))

  test('also when nobody comes back to it: it is swept, and its tokens are revoked', () =>
    withWeb(
      engine,
      async (web) => {
        await signIn(web)
        const kit = webSessionKit(web.services)
        if (!kit) throw new Error('no tokens are believed')
        await sweepSessions(kit)
        expect(await web.rows()).toHaveLength(1)
        web.ahead(31 * minute)
        await sweepSessions(kit)
        expect(await web.rows()).toEqual([])
        expect(await because(web)).toEqual(['idle'])
        await until(
          () => web.provider.asked,
          (asked) => asked.includes('POST /token/revocation'),
        )
        await sweepSessions(kit)
        expect(await because(web)).toEqual(['idle'])
      },
      long,
    ))

  test('swept one by one: a session that cannot be ended holds up no other, nor does one that is used meanwhile end', () =>
    withWeb(
      engine,
      async (web) => {
        const kit = webSessionKit(web.services)
        if (!kit) throw new Error('no tokens are believed')
        for (let n = 0; n < 3; n++) await signIn(web)
        const swept = (await web.rows()).toSorted((a, b) => (a.ends_at + a.id < b.ends_at + b.id ? -1 : 1))
        const { store } = kit.services
        let writes = 0
        // The first fails, and the second is used between the list and its end.
        const write: typeof store.write = async (workspace, unit) => {
          writes += 1
          if (writes === 1) throw new Error('the disk is full')
          if (writes === 2) await store.write('w', (tx) => touchSession(tx, swept[1]?.id ?? ''))
          return store.write(workspace, unit)
        }
        web.ahead(31 * minute)
        await sweepSessions({ ...kit, services: { ...kit.services, store: { ...store, write } } })
        const left = (await web.rows()).map(({ id }) => id)
        expect(left.sort()).toEqual([swept[0]?.id, swept[1]?.id].sort())
        expect(await because(web)).toEqual(['idle'])
      },
      long,
    ))

  test('and with it its event streams, though nothing happens that they would tell', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        const events = readEvents(await browser.ask(`${web.url}/api/v1/events`))
        await events.comment('still here')
        web.ahead(31 * minute)
        // A stream is nobody's doing: it keeps no session alive.
        expect(await events.rest()).toEqual([])
        expect((await session(browser, web.url)).body.detail).toContain('Nobody used this session')
      },
      { ...long, heartbeatMs: 50 },
    ))
})
