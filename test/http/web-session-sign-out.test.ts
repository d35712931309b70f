import { describe, expect, test } from 'vitest'
import { newId } from '../../main/store/new-id.ts'
import { WebSessions } from '../../shared/contract/web-sessions.ts'
import { engines } from '../support/engines.ts'
import { staff } from '../support/openid.ts'
import { problemOf } from './problem-shape.ts'
import { readEvents } from './sse.ts'
import { until } from './until.ts'
import { post, session, signIn, type Web, withWeb } from './web-kit.ts'

const revocations = (web: Web) => web.provider.asked.filter((each) => each === 'POST /token/revocation').length
const statusOf = async (browser: Parameters<typeof session>[0], url: string) => (await session(browser, url)).status

describe.each(engines)('signing out on %s', (engine) => {
  test('ends this session here and at the issuer, and clears its cookie', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const { browser: other } = await signIn(web)
      const kept = new Map(browser.cookies)
      const answer = await post(browser, web.url, '/console/session/sign-out')
      expect(await answer.json()).toEqual({ ended: 1 })
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^__Host-countersign-session=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      )
      for (const [name, value] of kept) browser.cookies.set(name, value)
      expect(await session(browser, web.url)).toMatchObject({ status: 401, body: { code: 'credential_expired' } })
      expect(await statusOf(other, web.url)).toBe(200)
      await until(
        () => revocations(web),
        (count) => count === 1,
      )
      const [ended] = await web.entries('console.session.ended')
      expect(ended).toMatchObject({ data: { because: 'signed_out' } })
      expect(Object.keys(ended.data)).toEqual(['because'])
    }))

  test('everywhere ends every session of this person, whatever the workspace, and nobody else’s', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const { browser: second } = await signIn(web)
      const ada = web.provider.people.get('u-ada')
      if (!ada) throw new Error('Ada is gone')
      ada.workspace_id = 'elsewhere'
      const { browser: elsewhere } = await signIn(web)
      ada.workspace_id = 'w'
      const { browser: grace } = await signIn(web, staff.approver)
      expect(await statusOf(elsewhere, web.url)).toBe(200)
      const answer = await post(browser, web.url, '/console/session/sign-out', { everywhere: true })
      expect(await answer.json()).toEqual({ ended: 3 })
      for (const each of [browser, second, elsewhere]) expect(await statusOf(each, web.url)).toBe(401)
      expect(await statusOf(grace, web.url)).toBe(200)
      await until(
        () => revocations(web),
        (count) => count === 3,
      )
    }))

  test('goes through though the issuer is down; the log says that it was not told', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      web.provider.goDown()
      expect((await post(browser, web.url, '/console/session/sign-out')).status).toBe(200)
      expect(await web.rows()).toEqual([])
      const line = await until(
        () => web.app.log().find(({ msg }) => String(msg).includes('could not be revoked')),
        (found) => found !== undefined,
      )
      expect(line).toMatchObject({ code: 'issuer_unreachable' })
    }))

  test('is of a browser: a key is not signed out, and a token has nothing but everywhere', () =>
    withWeb(engine, async (web) => {
      await signIn(web)
      const key = await web.app.keyFor(['admin'])
      const token = await web.provider.mint(staff.commander)
      const ask = (credential: string, body: object) =>
        fetch(`${web.url}/console/session/sign-out`, {
          method: 'POST',
          headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      await problemOf(await ask(key, {}), 409, 'not_offered_here')
      await problemOf(await ask(key, { everywhere: true }), 409, 'not_offered_here')
      await problemOf(await ask(token, {}), 409, 'not_offered_here')
      expect(await (await ask(token, { everywhere: true })).json()).toEqual({ ended: 1 })
    }))
})

describe.each(engines)('one’s own sessions on %s', (engine) => {
  const list = async (browser: Parameters<typeof session>[0], url: string) =>
    WebSessions.strict().parse(await (await browser.ask(`${url}/console/session/sessions`)).json()).items

  test('are listed, newest first, with this one marked, and nothing secret', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await signIn(web)
      await signIn(web, staff.approver)
      const items = await list(browser, web.url)
      expect(items.map(({ current }) => current)).toEqual([false, true])
      expect(items[0]).toMatchObject({ user_agent: 'Chrome 140 on Linux', workspace: 'w' })
    }))

  test('can be ended one by one; those of others are not there', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const { browser: lost } = await signIn(web)
      const { browser: grace } = await signIn(web, staff.approver)
      const end = (id: string) => post(browser, web.url, '/console/session/sessions/end', { id })
      const [graces] = await list(grace, web.url)
      const theirs = await problemOf(await end(graces?.id ?? ''), 404, 'not_found')
      const nobodys = await problemOf(await end('01990000-0000-7000-8000-000000000000'), 404, 'not_found')
      expect(theirs).toEqual(nobodys)
      expect(await statusOf(grace, web.url)).toBe(200)
      const other = (await list(browser, web.url)).find(({ current }) => !current)
      const left = WebSessions.parse(await (await end(other?.id ?? '')).json())
      expect(left.items.map(({ current }) => current)).toEqual([true])
      expect(await statusOf(lost, web.url)).toBe(401)
      expect(await web.entries('console.session.ended')).toMatchObject([{ data: { because: 'signed_out_elsewhere' } }])
    }))

  test('whoever is erased is signed in nowhere, and not known from any row', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      await signIn(web, staff.approver)
      const [row] = (await web.rows()).filter(({ subject }) => subject === 'u-ada')
      const elsewhere = { issuer: 'https://other.example', id: newId(), hash: 'of another' }
      await web.services.store.write('w', async (tx) => {
        if (row)
          await tx.db
            .insertInto('web_session')
            .values({ ...row, ...elsewhere })
            .execute()
      })
      const { eraseActor } = await import('../../main/use-cases/actors/erase-actor.ts')
      const { systemIdentity } = await import('../../main/identity/system.ts')
      const { within } = await import('../../main/store/within.ts')
      await within('w', () => eraseActor(web.services, systemIdentity, { workspace: 'w', actor: 'ada@example.com' }))
      const left = (await web.rows()).map(({ issuer, subject }) => `${issuer} ${subject}`)
      expect(left.sort()).toEqual([`${web.provider.issuer} u-grace`, 'https://other.example u-ada'].sort())
      expect(await statusOf(browser, web.url)).toBe(401)
      expect(await web.entries('console.session.ended')).toMatchObject([
        { subject: `session:${row?.id}`, data: { because: 'erased' } },
      ])
    }))
})

describe.each(engines)('an event stream on %s', (engine) => {
  test('that was opened with a cookie ends with its session; others go on', () =>
    withWeb(engine, async (web) => {
      const { browser } = await signIn(web)
      const { browser: other } = await signIn(web)
      const theirs = readEvents(await browser.ask(`${web.url}/api/v1/events`))
      const own = readEvents(await other.ask(`${web.url}/api/v1/events`))
      await post(browser, web.url, '/console/session/sign-out')
      // What comes after it is not theirs to read.
      await web.app.fill(1)
      expect((await theirs.rest()).map(({ data }) => JSON.parse(data).action)).toEqual(['console.session.ended'])
      expect(JSON.parse((await own.next())?.data ?? '{}').action).toBe('console.session.ended')
      expect(JSON.parse((await own.next())?.data ?? '{}').action).toBe('test.note.made')
      await own.cancel()
    }))

  test('is asked for its session also while there is always something to tell', () =>
    withWeb(
      engine,
      async (web) => {
        const { browser } = await signIn(web)
        const events = readEvents(await browser.ask(`${web.url}/api/v1/events`))
        // Gone without an entry, as in a database that was restored.
        await web.services.store.write('w', async (tx) => {
          await tx.db.deleteFrom('web_session').execute()
        })
        let isOver = false
        const ended = events.rest().then(() => {
          isOver = true
        })
        await until(
          async () => {
            await web.app.fill(1)
            return isOver
          },
          (over) => over,
        )
        await ended
      },
      { heartbeatMs: 300 },
    ))
})
