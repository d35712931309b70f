import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { z } from 'zod'
import * as contract from '../../shared/contract/console.ts'
import { type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import { forgetKeysAt } from '../assistant/forget-keys-at.ts'
import { startForwarder } from '../gate/forwarder.ts'
import { openConnections } from '../identity/connections.ts'
import { type Keychain, memoryKeychain } from '../identity/keychain.ts'
import { defaultLimits } from '../services.ts'
import { readUntold } from '../store/deploy-forward.ts'
import { databaseFile } from '../store/open.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { version } from '../version.ts'
import { createBaseApp } from './base-app.ts'
import { connectionRoutes } from './connection-routes.ts'
import { serveConsole } from './console-assets.ts'
import { endWith } from './end-with.ts'
import type { Bindings } from './env.ts'
import { forwardSignedIn } from './forward-signed-in.ts'
import { handOn } from './hand-on.ts'
import { createLocals } from './locals.ts'
import { createMachineAssistant } from './machine-assistant.ts'
import { openServerPeople } from './machine-gate/server-people.ts'
import { tellServer } from './machine-gate/server-voice.ts'
import { createMachineGate } from './machine-gate.ts'
import { oursByServer } from './ours-by-server.ts'
import { Refused, unwrap } from './problem.ts'
import { loopbackNames } from './security.ts'
import { createSignInDesk } from './sign-in-desk.ts'
import { checkUpload, isUpload } from './uploads.ts'

type Connection = z.infer<typeof contract.Connection>

export type SwitchboardOptions = {
  dataDir: string
  consoleDir: string
  log: Logger
  keychain?: Keychain | undefined
  /** How a team's server is reached: the desktop passes its session's fetch, so that proxies and certificates count. */
  fetch?: typeof fetch | undefined
  /** Shows the system's browser an address to sign in at, and says whether there is one. */
  openBrowser?: ((url: string) => Promise<boolean>) | undefined
  clock?: (() => number) | undefined
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
  const { dataDir, log, keychain = memoryKeychain(), fetch: fetchRemote = fetch, clock = Date.now } = options
  const book = openConnections(dataDir)
  const locals = createLocals(dataDir, log, keychain, (services) => {
    const { stop } = startForwarder(services, {
      whoAt: async (id) => (await desk.whoAt(id)).who,
      async tell(id, report) {
        const server = book.servers().find((each) => each.id === id)
        return server ? tellServer(voice, server, report, services.stopping) : { kind: 'not now', why: noSuchServer }
      },
    })
    services.onClose(stop)
  })
  const listeners = new Set<() => void>()
  const unfit = new Map<string, Refusal>()
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
    desk.keepFresh(book.current())
    tell()
  }
  const desk = createSignInDesk({
    dataDir,
    book,
    keychain,
    fetch: fetchRemote,
    openBrowser: options.openBrowser ?? (async () => false),
    clock,
    log,
    onChange: (id) => id === book.current() && changed(),
  })
  const voice = { desk, fetchRemote, unfit }
  const localDir = join(dataDir, 'local')
  const people = openServerPeople(dataDir)
  const assistant = createMachineAssistant({ ...voice, clock, people, openLocal: () => locals.open('local') })
  const gate = createMachineGate({
    ...{ ...voice, clock, people },
    // Where this machine has nothing of its own, it has nothing to say either.
    openLocal: async () => (hasOwn(localDir) ? locals.open('local') : undefined),
  })
  const lookFrom = (connection: Connection, named: string | undefined) => {
    if (book.current() === null) return
    const actor = connection.kind === 'sample' ? (sampleActors.find((name) => name === named) ?? null) : null
    if (viewpoint?.actor === actor) return
    viewpoint = { connection, actor }
    tell()
  }

  const known = (): Connection[] => [
    { id: 'sample', kind: 'sample', name: 'Sample data', environment: 'sample', url: null, sign_in: null },
    {
      id: 'local',
      kind: 'local',
      name: 'This machine',
      environment: 'development',
      url: null,
      sign_in: desk.lastSeen('local'),
    },
    ...book.servers().map((server) => ({ ...server, kind: 'server' as const, sign_in: desk.lastSeen(server.id) })),
  ]
  const current = (): Connection => {
    const [sample, ...others] = known()
    if (!sample) throw new Error('the sample is always known')
    return others.find(({ id }) => id === book.current()) ?? sample
  }
  const overview = async () => {
    await desk.look(['local', ...book.servers().map(({ id }) => id)])
    return {
      current: current(),
      known: known(),
      chosen: book.current() !== null,
      version,
      keychain: keychain.kind,
    }
  }

  const app = createBaseApp(log, loopbackNames)

  /** Where nothing was ever kept, no keys were. */
  const forgetKeys = async (id: string) => {
    if (existsSync(databaseFile(localDir))) await forgetKeysAt((await locals.open('local')).services, id)
  }
  connectionRoutes(app, { book, desk, known, overview, changed, forgetKeys, fetchRemote })
  app.openapi(contract.resetSample, async (c) => {
    if (current().kind !== 'sample')
      throw new Refused({ code: 'not_offered_here', detail: 'Only the sample can begin anew.' })
    await locals.reset()
    changed()
    return c.json(await overview(), 200)
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
    if (kind === 'server' && url !== null && isUpload(c))
      return c.json(await checkHere(c.req.raw, { id, name, url }), 200)
    if (kind === 'server' && url !== null) {
      const place = { id, name, url }
      const own = (await gate.answer(c, c.req.raw, place)) ?? (await assistant.answer(c, c.req.raw, place))
      if (own) return ending(own)
    }
    if (kind === 'server' && url !== null)
      return ending(await forwardSignedIn(c.req.raw, { id, name, url }, { desk, fetchRemote, unfit }))
    const local = kind === 'local' ? kind : 'sample'
    const operator = local === 'local' ? unwrap(await desk.operator()) : undefined
    return ending(await handOn(c, c.req.raw, (await locals.open(local)).app, operator))
  })
  desk.keepFresh(book.current())
  // What a server was still to be told when this program last ended, it is told now.
  const resumed = owesServers(localDir)
    .then(async (owes) => void (owes && (await locals.open('local'))))
    .catch((error: unknown) => log.warn({ err: error }, 'what servers are owed could not be looked at'))

  /** A package is checked on this machine: it needs no server, least of all the one whose word it is to be checked against. */
  async function checkHere(request: Request, server: { id: string; name: string; url: string }) {
    const report = await checkUpload(request, defaultLimits.evidenceBytes)
    const { signal } = request
    const ask = (path: string) =>
      forwardSignedIn(new Request(new URL(path, request.url), { signal }), server, { desk, fetchRemote, unfit })
    return { ...report, ours: await oursByServer(ask, report) }
  }

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
    async close() {
      desk.close()
      await resumed
      await locals.close()
    },
  }
}

const noSuchServer = 'Its connection was removed from this console, so nobody is told.'

/** Whether this machine deploys anything itself, or ever did. */
const hasOwn = (localDir: string): boolean =>
  existsSync(process.env.COUNTERSIGN_SURFACES || join(localDir, 'surfaces.json')) || existsSync(databaseFile(localDir))

async function owesServers(localDir: string): Promise<boolean> {
  const file = databaseFile(localDir)
  if (!existsSync(file)) return false
  return readSnapshot(file, async (db) => (await readUntold(db, 'local')).length > 0)
}

/** Which connection the page believes it talks to. What was meant for one is never carried out on another. */
const meantHeader = 'x-countersign-connection'

const isStream = (answer: Response): boolean =>
  (answer.headers.get('content-type') ?? '').startsWith('text/event-stream')
