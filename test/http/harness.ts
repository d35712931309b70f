import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AppOptions, createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { type Limits, type Mode, openServices, type Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import type { Engine } from '../../main/store/schema.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import type { ActionPolicy } from '../../shared/domain/action-policy.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { freshPlace, type Place } from '../support/engines.ts'
import { ada } from '../support/people.ts'

export type Ask = RequestInit & { key?: string | undefined }

export type TestApp = {
  place: Place
  services: Services
  app: ReturnType<typeof createApp>
  ask(path: string, init?: Ask): Promise<Response>
  keyFor(roles: readonly Role[], workspace?: string): Promise<string>
  /** Appends entries that mean nothing, to a workspace that is opened if need be. */
  fill(count: number, workspace?: string): Promise<void>
  log(): Record<string, unknown>[]
  close(): Promise<void>
}

type Options = AppOptions & {
  mode?: Mode
  clock?: (() => number) | undefined
  place?: Place | undefined
  limits?: Partial<Limits> | undefined
  policy?: ActionPolicy | undefined
  /** Puts something of the test's own in the place of a part. */
  change?: (services: Services) => Services
}

/** The whole API on an empty database, asked without a socket. */
export async function startApp(engine: Engine, options: Options = {}): Promise<TestApp> {
  const { mode = 'server', clock, limits, policy, change = (services) => services, ...appOptions } = options
  const place = options.place ?? (await freshPlace(engine))
  const file = join(place.dataDir, 'test.log')
  const { dataDir, databaseUrl } = place
  const log = createLog('trace', file)
  // Its folders are the test's own, so surfaces may lie in them.
  const gate = { localByApi: true, ownEnvironment: true }
  const opened = await openServices({ mode, dataDir, databaseUrl, clock, limits, policy, log, gate })
  const services = change(opened)
  const app = createApp(services, appOptions)
  return {
    place,
    services,
    app,
    ask: async (path, init) => app.fetch(requestFor(path, init), { door: 'desktop' }),
    async keyFor(roles, workspace = 'w') {
      return (await createKey(opened, ada, { workspace, name: roles.join(' '), roles })).key
    },
    fill: (count, workspace = 'w') => fillLedger(opened, workspace, count),
    log: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    async close() {
      await opened.close()
      if (options.place === undefined) await place.remove()
    },
  }
}

function requestFor(path: string, { key, ...init }: Ask = {}): Request {
  const request = new Request(`http://localhost${path}`, init)
  if (key !== undefined) request.headers.set('authorization', `Bearer ${key}`)
  return request
}

export async function fillLedger({ store }: Pick<Services, 'store'>, workspace: string, count: number): Promise<void> {
  await ensureWorkspace(store, workspace, ada)
  await store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, ada)
    for (let i = 0; i < count; i++) tx.append({ action: 'test.note.made', subject: `note:${i}`, actor, data: { i } })
  })
}

/** Calls `use` with an app that goes when the test does. */
export async function withApp(engine: Engine, use: (app: TestApp) => Promise<void>, options?: Options): Promise<void> {
  const app = await startApp(engine, options)
  try {
    await use(app)
  } finally {
    await app.close()
  }
}

export const jsonBody = (value: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})
