import type { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import * as contract from '../../shared/contract/console.ts'
import type { ConnectionBook } from '../identity/connections.ts'
import type { AppEnv } from './env.ts'
import { Refused, unwrap } from './problem.ts'
import type { SignInDesk } from './sign-in-desk.ts'
import { probeServer } from './try-server.ts'

type Connection = z.infer<typeof contract.Connection>
type Parts = {
  book: ConnectionBook
  desk: SignInDesk
  known(): Connection[]
  overview(): Promise<z.infer<typeof contract.Connections>>
  /** The console talks to something else from now on. */
  changed(): void
  /** What was given for a server that is known no more. */
  forgetKeys(id: string): Promise<void>
  fetchRemote: typeof fetch
}

/** Settings → Connections: what this console knows, and how it is signed in to each. */
export function connectionRoutes(app: OpenAPIHono<AppEnv>, parts: Parts): void {
  const { book, desk, known, overview, changed, forgetKeys, fetchRemote } = parts
  const find = (id: string): Connection => {
    const found = known().find((each) => each.id === id)
    if (found) return found
    throw new Refused({ code: 'connection_unknown', detail: 'This console knows no such connection.' })
  }
  const findServer = (id: string) => {
    const { kind, url } = find(id)
    if (kind === 'server' && url !== null) return { id, url }
    throw new Refused({ code: 'not_offered_here', detail: 'The sample and this machine are always there.' })
  }
  const findPlace = (id: string): Connection => {
    const found = find(id)
    if (found.kind !== 'sample') return found
    throw new Refused({ code: 'not_offered_here', detail: 'Nobody signs in to the sample.' })
  }

  app.openapi(contract.getConnections, async (c) => c.json(await overview(), 200))
  app.openapi(contract.selectConnection, async (c) => {
    book.select(find(c.req.valid('json').id).id)
    changed()
    return c.json(await overview(), 200)
  })
  app.openapi(contract.probeConnection, async (c) =>
    c.json(unwrap(await probeServer(c.req.valid('json').url, fetchRemote)), 200),
  )
  app.openapi(contract.addConnection, async (c) => {
    const { token, ...server } = c.req.valid('json')
    const url = new URL(server.url).origin
    const id = book.newId()
    if (token === undefined) unwrap(await probeServer(url, fetchRemote))
    else unwrap(await desk.keepToken(id, url, token))
    book.add({ id, ...server, url })
    changed()
    return c.json(await overview(), 201)
  })
  app.openapi(contract.changeConnection, async (c) => {
    const { id, name, environment } = c.req.valid('json')
    book.change(findServer(id).id, { name, environment })
    if (book.current() === id) changed()
    return c.json(await overview(), 200)
  })
  app.openapi(contract.removeConnection, async (c) => {
    const { id } = findServer(c.req.valid('json').id)
    book.remove(id)
    // Told at once: the issuer may take its time, and the keychain may refuse.
    changed()
    const note = await desk.signOut(id).catch((error: unknown) => {
      c.get('log').warn({ err: error, connection: id }, 'a server was removed, but not what signed in to it')
      return 'What signed this console in there could not be removed from the keychain.'
    })
    await forgetKeys(id).catch((error: unknown) =>
      c
        .get('log')
        .warn({ err: error, connection: id }, 'a server was removed, but not the keys that were given for it'),
    )
    return c.json({ ...(await overview()), ...(note === null ? {} : { note }) }, 200)
  })

  app.openapi(contract.replaceToken, async (c) => {
    const { id, token } = c.req.valid('json')
    const { url } = findServer(id)
    unwrap(await desk.keepToken(id, url, token))
    return c.json(await overview(), 200)
  })
  app.openapi(contract.beginSignIn, async (c) => {
    const { id, ...wanted } = c.req.valid('json')
    return c.json(unwrap(await desk.begin(findPlace(id), wanted)), 201)
  })
  app.openapi(contract.getSignIn, (c) => c.json(unwrap(desk.signIns.get(c.req.valid('param').attempt)), 200))
  app.openapi(contract.cancelSignIn, (c) => c.json(unwrap(desk.signIns.cancel(c.req.valid('param').attempt)), 200))
  app.openapi(contract.signOutOfConnection, async (c) => {
    await desk.signOut(findPlace(c.req.valid('json').id).id)
    return c.json(await overview(), 200)
  })
}
