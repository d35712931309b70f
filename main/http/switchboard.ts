import { OpenAPIHono } from '@hono/zod-openapi'
import type { Logger } from 'pino'
import { join } from 'node:path'
import type { z } from 'zod'
import * as contract from '../../shared/contract/console.ts'
import { type Keychain, memoryKeychain } from '../identity/keychain.ts'
import { openConnections } from '../identity/connections.ts'
import { openSample } from '../sample/open-sample.ts'
import { openServices, type Services } from '../services.ts'
import { version } from '../version.ts'
import { createApp } from './app.ts'
import { serveConsole } from './console-assets.ts'
import type { AppEnv, Bindings } from './env.ts'
import { forward } from './forward.ts'
import { problem, Refused, refusalOf, unwrap } from './problem.ts'
import { requestLog } from './request-log.ts'
import { securityHeaders, socketGuard, loopbackNames } from './security.ts'
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

/** A console on this machine: what it talks to can be chosen, and everything else of it stays here. */
export type LocalConsole = {
  fetch(request: Request, env: Bindings): Promise<Response>
  current(): Connection
  onChange(listener: () => void): () => void
  /** The origin of the server that is talked to, if one is. */
  remoteOrigin(): string | null
  endStreams(): void
  close(): Promise<void>
}

/** Opened when first needed, and only one of each. */
type Local = { services: Services; app: ReturnType<typeof createApp> }

export async function createSwitchboard(options: SwitchboardOptions): Promise<LocalConsole> {
  const { dataDir, log, keychain = memoryKeychain(), fetch: fetchRemote = fetch } = options
  const book = openConnections(dataDir, keychain)
  const locals = createLocals(dataDir, log, keychain)
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }

  const known = (): Connection[] => [
    { id: 'sample', kind: 'sample', name: 'Sample data', environment: 'sample', url: null },
    { id: 'local', kind: 'local', name: 'This machine', environment: 'development', url: null },
    ...book.servers().map((server) => ({ ...server, kind: 'server' as const })),
  ]
  const current = (): Connection => {
    const [sample, ...others] = known()
    if (!sample) throw new Error('the sample is always known')
    return others.find(({ id }) => id === book.current()) ?? sample
  }
  const describe = () => ({
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

  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) =>
      result.success
        ? undefined
        : problem(c, {
            code: 'invalid_input',
            detail: 'The input is not of the expected shape.',
            fields: { issues: result.error.issues.map(({ path, message }) => ({ path: [...path], message })) },
          }),
  })
  app.use(requestLog(log))
  app.use(securityHeaders)
  app.use(socketGuard(loopbackNames))

  app.openapi(contract.getConnections, (c) => c.json(describe(), 200))
  app.openapi(contract.selectConnection, (c) => {
    book.select(find(c.req.valid('json').id).id)
    changed()
    return c.json(describe(), 200)
  })
  app.openapi(contract.addConnection, async (c) => {
    const { token, ...server } = c.req.valid('json')
    const url = new URL(server.url).origin
    unwrap(await tryServer(url, token, fetchRemote))
    await book.add({ ...server, url }, token)
    changed()
    return c.json(describe(), 201)
  })
  app.openapi(contract.removeConnection, async (c) => {
    const { id, kind } = find(c.req.valid('json').id)
    if (kind !== 'server') throw new Refused({ code: 'not_offered_here', detail: 'The sample and this machine are always there.' })
    await book.remove(id)
    changed()
    return c.json(describe(), 200)
  })
  app.openapi(contract.resetSample, async (c) => {
    if (current().kind !== 'sample') throw new Refused({ code: 'not_offered_here', detail: 'Only the sample can begin anew.' })
    await locals.reset()
    changed()
    return c.json(describe(), 200)
  })

  serveConsole(app, { dir: options.consoleDir })
  app.all('*', async (c) => {
    const { id, kind, name, url } = current()
    if (kind !== 'server') return (await locals.open(kind)).app.fetch(c.req.raw, c.env)
    const token = await book.tokenOf(id)
    if (token === undefined || url === null)
      throw new Refused({ code: 'credential_missing', detail: `The key for ${name} is no longer in the keychain. Add the server again in Settings.` })
    return forward(c.req.raw, { name, url, token }, fetchRemote)
  })
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    if (!refusal) c.get('log').error({ err: error }, 'a request failed')
    return problem(c, refusal ?? { code: 'internal_error', detail: `Something went wrong here; the log has it under ${c.get('requestId')}.` })
  })

  return {
    fetch: async (request, env) => app.fetch(request, env),
    current,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    remoteOrigin: () => current().url,
    endStreams: () => locals.endStreams(),
    close: () => locals.close(),
  }
}

function createLocals(dataDir: string, log: Logger, keychain: Keychain) {
  const opened = new Map<'sample' | 'local', Promise<Local>>()
  const start = async (kind: 'sample' | 'local'): Promise<Local> => {
    const dir = join(dataDir, kind)
    const services =
      kind === 'sample' ? await openSample({ dir, log }) : await openServices({ mode: 'local', dataDir: dir, log, keychain })
    return { services, app: createApp(services) }
  }
  const open = (kind: 'sample' | 'local'): Promise<Local> => {
    const running = opened.get(kind) ?? start(kind)
    opened.set(kind, running)
    // What failed once may work when the disk has room again.
    running.catch(() => opened.delete(kind))
    return running
  }
  const stop = async (kind: 'sample' | 'local') => {
    const running = opened.get(kind)
    opened.delete(kind)
    await running?.then(({ services }) => services.close()).catch(() => {})
  }
  return {
    open,
    async reset(): Promise<void> {
      await stop('sample')
      await open('sample')
    },
    endStreams(): void {
      for (const running of opened.values()) running.then(({ services }) => services.endStreams()).catch(() => {})
    },
    async close(): Promise<void> {
      await Promise.all([stop('sample'), stop('local')])
    },
  }
}
