import type { Logger } from 'pino'
import type { z } from 'zod'
import * as contract from '../../shared/contract/console.ts'
import { type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import { openConnections } from '../identity/connections.ts'
import { type Keychain, memoryKeychain } from '../identity/keychain.ts'
import { version } from '../version.ts'
import { createBaseApp } from './base-app.ts'
import { serveConsole } from './console-assets.ts'
import { endWith } from './end-with.ts'
import type { Bindings } from './env.ts'
import { forward } from './forward.ts'
import { handOn } from './hand-on.ts'
import { createLocals } from './locals.ts'
import { Refused, unwrap } from './problem.ts'
import { loopbackNames } from './security.ts'
import { tryServer } from './try-server.ts'

type Connection = z.infer<typeof contract.Connection>

export type SwitchboardOptions = {
  dataDir: string
  consoleDir: string
  log: Logger
  keychain?: Keychain | undefined
  /** How a team's server is reached: the desktop passes its session's fetch, so that proxies and certificates count. */
  fetch?: typeof fetch | undefined
}

/** What the page looks at; in the sample also as whom, because there the page chooses. */
export type Viewpoint = { connection: Connection; actor: SampleActor | null }

/** A console on this machine: what it talks to can be chosen, and everything else of it stays here. */
export type LocalConsole = {
  fetch(request: Request, env: Bindings): Promise<Response>
  current(): Connection
  /** Null until the page has asked for something of the connection that was chosen: before that, nobody looks at it. */
  viewpoint(): Viewpoint | null
  /** Hears of another connection, another sample, another viewpoint. */
  onChange(listener: () => void): () => void
  /** The origin of the server that is talked to, if one is. */
  remoteOrigin(): string | null
  endStreams(): void
  close(): Promise<void>
}

export async function createSwitchboard(options: SwitchboardOptions): Promise<LocalConsole> {
  const { dataDir, log, keychain = memoryKeychain(), fetch: fetchRemote = fetch } = options
  const book = openConnections(dataDir, keychain)
  const locals = createLocals(dataDir, log, keychain)
  const listeners = new Set<() => void>()
  let left = new AbortController()
  let viewpoint: Viewpoint | null = null
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const changed = () => {
    // Streams of the connection that was left would go on telling a page of it as if nothing had happened.
    left.abort()
    left = new AbortController()
    viewpoint = null
    tell()
  }
  const lookFrom = (connection: Connection, named: string | undefined) => {
    if (book.current() === null) return
    const actor = connection.kind === 'sample' ? (sampleActors.find((name) => name === named) ?? null) : null
    if (viewpoint?.actor === actor) return
    viewpoint = { connection, actor }
    tell()
  }

  const known = (): Connection[] => [
    { id: 'sample', kind: 'sample', name: 'Sample data', environment: 'sample', url: null, sign_in: null },
    { id: 'local', kind: 'local', name: 'This machine', environment: 'development', url: null, sign_in: null },
    ...book.servers().map((server) => ({ ...server, kind: 'server' as const, sign_in: null })),
  ]
  const current = (): Connection => {
    const [sample, ...others] = known()
    if (!sample) throw new Error('the sample is always known')
    return others.find(({ id }) => id === book.current()) ?? sample
  }
  const overview = () => ({
    current: current(),
    known: known(),
    chosen: book.current() !== null,
    version,
    keychain: book.keychainKind,
  })
  const find = (id: string): Connection => {
    const found = known().find((each) => each.id === id)
    if (found) return found
    throw new Refused({ code: 'connection_unknown', detail: 'This console knows no such connection.' })
  }

  const app = createBaseApp(log, loopbackNames)

  app.openapi(contract.getConnections, (c) => c.json(overview(), 200))
  app.openapi(contract.selectConnection, (c) => {
    book.select(find(c.req.valid('json').id).id)
    changed()
    return c.json(overview(), 200)
  })
  app.openapi(contract.addConnection, async (c) => {
    const { token, ...server } = c.req.valid('json')
    const url = new URL(server.url).origin
    if (token === undefined)
      throw new Refused({ code: 'not_offered_here', detail: 'Signing in comes next; for now a server takes a key.' })
    unwrap(await tryServer(url, token, fetchRemote))
    await book.add({ ...server, url }, token)
    changed()
    return c.json(overview(), 201)
  })
  app.openapi(contract.removeConnection, async (c) => {
    const { id, kind } = find(c.req.valid('json').id)
    if (kind !== 'server')
      throw new Refused({ code: 'not_offered_here', detail: 'The sample and this machine are always there.' })
    await book.remove(id)
    changed()
    return c.json(overview(), 200)
  })
  app.openapi(contract.resetSample, async (c) => {
    if (current().kind !== 'sample')
      throw new Refused({ code: 'not_offered_here', detail: 'Only the sample can begin anew.' })
    await locals.reset()
    changed()
    return c.json(overview(), 200)
  })

  serveConsole(app, { dir: options.consoleDir })
  app.all('*', async (c) => {
    const connection = current()
    const { id, kind, name, url } = connection
    const meant = c.req.header(meantHeader)
    if (meant !== undefined && meant !== id)
      throw new Refused({
        code: 'connection_changed',
        detail: `Another window switched this console to ${name}. Nothing was sent there.`,
        fields: { current: id },
      })
    // Only the page says what it means; what this program asks by itself does not, and changes nobody's viewpoint.
    if (meant !== undefined) lookFrom(connection, c.req.header('x-countersign-sample-actor'))
    const { signal } = left
    const ending = (answer: Response) => (isStream(answer) ? endWith(answer, signal, c.req.raw.signal) : answer)
    if (kind !== 'server') return ending(await handOn(c, c.req.raw, (await locals.open(kind)).app))
    const token = await book.tokenOf(id)
    if (token === undefined || url === null)
      throw new Refused({
        code: 'credential_missing',
        detail: `The key for ${name} is no longer in the keychain. Add the server again in Settings.`,
      })
    return ending(await forward(c.req.raw, { name, url, token }, fetchRemote))
  })

  return {
    fetch: async (request, env) => app.fetch(request, env),
    current,
    viewpoint: () => viewpoint,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    remoteOrigin: () => current().url,
    endStreams() {
      left.abort()
      locals.endStreams()
    },
    close: () => locals.close(),
  }
}

/** Which connection the page believes it talks to. What was meant for one is never carried out on another. */
const meantHeader = 'x-countersign-connection'

const isStream = (answer: Response): boolean =>
  (answer.headers.get('content-type') ?? '').startsWith('text/event-stream')
