import { OidcFile } from '../../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../../main/identity/verify-token.ts'
import { createLog } from '../../../main/log.ts'
import type { Engine } from '../../../main/store/schema.ts'
import { type Role, roles } from '../../../shared/domain/permission.ts'
import { startApp, type TestApp } from '../../http/harness.ts'
import { makeRows } from '../../http/row-places.ts'
import type { Place } from '../engines.ts'
import { audience, desktopClient, startOpenid } from '../openid.ts'
import { describedBy, type Operation } from './document.ts'
import { addSession } from './foreign-session.ts'

/** Stands in whatever they wrote, so that any of it is known again. */
export const canary = 'zebra7theirs'

export type Credential = { role: Role; kind: 'key' | 'token'; bearer: string }

export type World = {
  app: TestApp
  operations: readonly Operation[]
  /** One of each role, with a key and with a token. */
  credentials: readonly Credential[]
  /** The row of theirs that a path is about. */
  theirRow(path: string): string
  /** The same in a workspace that is new: what is written in one place is not found by a question in another. */
  elsewhere(like: Credential): Promise<Elsewhere>
  /** Whatever of theirs has an id, by what it is. */
  theirIds: ReadonlyMap<string, string>
  /** A token of one and the same person, who may work in any workspace. */
  tokenIn(workspace: string): Promise<string>
  /** All that they see, as they see it. */
  theirView(): Promise<string>
  close(): Promise<void>
}

const lists = [
  '/api/v1/deployments/actions?total=true',
  '/api/v1/deployments/actions/summary',
  '/api/v1/incidents',
  '/api/v1/workspace/actors',
  '/api/v1/webhooks',
  '/api/v1/drills/schedules',
  '/api/v1/drills/runs',
  '/runtime/go-pilot/rollback-drill-notifications',
  '/runtime/go-pilot/rollback-drill-notifications/routes',
  '/api/v1/audit/entries?limit=200',
]

/** A server with two workspaces: theirs has one of everything, ours has rows of its own. */
export async function openWorld(engine: Engine, place?: Place): Promise<World> {
  const openid = await startOpenid()
  // Time stands still, or answers that come one after the other would differ by it.
  const now = Math.floor(Date.now() / 1000) * 1000
  const clock = () => now
  const config = OidcFile.parse({
    issuers: [{ issuer: openid.issuer, name: 'Example ID', audience, client_id: desktopClient }],
  })
  const tokens = createTokenVerifier(config, { fetch, clock, log: createLog('silent') })
  const limits = { transitionsPerMinute: 1_000_000 }
  const app = await startApp(engine, { place, clock, limits, change: (services) => ({ ...services, tokens }) })
  const admin = await app.keyFor(['admin'], 'theirs')
  const theirRow = await makeRows(app, admin, canary)
  // Of the same time as the server's, which stands still.
  const at = now / 1000
  const times = { iat: at, nbf: at, auth_time: at, exp: at + 86_400 }
  const credentials: Credential[] = []
  let opened = 0
  for (const role of roles) {
    credentials.push({ role, kind: 'key', bearer: await app.keyFor([role], 'ours') })
    credentials.push({
      role,
      kind: 'token' as const,
      bearer: await openid.mint(personIn('ours', role), times),
    })
  }
  const read = async (path: string) => (await app.ask(path, { key: admin })).text()
  const { items } = JSON.parse(await read('/api/v1/audit/entries?limit=200')) as { items: Entry[] }
  const [entry] = items
  if (!entry) throw new Error('they have no entries')
  return {
    app,
    operations: await describedBy(app),
    credentials,
    theirRow,
    async elsewhere({ role, kind }) {
      const workspace = `new-${String(++opened).padStart(5, '0')}`
      const key = await app.keyFor([role], workspace)
      return {
        workspace,
        bearer: kind === 'key' ? key : await openid.mint(personIn(workspace, role), times),
        ownRow: async (path) => (await makeRows(app, await app.keyFor(['admin'], workspace), 'ours', path))(path),
      }
    },
    theirIds: new Map([
      ['action', theirRow('/api/v1/deployments/actions/')],
      ['incident', theirRow('/api/v1/incidents/')],
      ['webhook', theirRow('/api/v1/webhooks/')],
      ['delivery', theirRow('/api/v1/webhooks/deliveries/')],
      ['drill', theirRow('/api/v1/drills/schedules/')],
      ['route', theirRow('/api/v1/drills/routes/')],
      ['run', theirRow('/api/v1/drills/runs/')],
      ['entry', entry.id],
      ['actor', entry.actor_id],
      ['session', await addSession(app.services, openid.issuer, canary)],
    ]),
    tokenIn: (workspace) => openid.mint(personIn(workspace, 'admin', 'both'), times),
    theirView: async () => (await Promise.all(lists.map(read))).join('\n'),
    async close() {
      await app.close()
      await openid.close()
    },
  }
}

const personIn = (workspace: string, role: string, name = role) => ({
  ...{ sub: `u-${name}`, name, email: `${name}@example.com` },
  ...{ roles: [role], workspace_id: workspace },
})

type Elsewhere = { workspace: string; bearer: string; ownRow(path: string): Promise<string> }

type Entry = { id: string; actor_id: string }
