import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSocket } from '../../main/http/serve.ts'
import { createSwitchboard, type LocalConsole, type SwitchboardOptions } from '../../main/http/switchboard.ts'
import type { Keychain } from '../../main/identity/keychain.ts'
import { createLog } from '../../main/log.ts'
import type { Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'

/** What a server was asked, as it arrived on the socket. */
export type Seen = { method: string; url: string; headers: IncomingHttpHeaders }

/** A server that answers as the test says, on loopback. */
export async function fakeServer(
  listener: RequestListener,
): Promise<{ url: string; seen: Seen[]; close(): Promise<void> }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A keychain that the test can look into. */
function openKeychainOfTest(): Keychain & { secrets: Map<string, string> } {
  const secrets = new Map<string, string>()
  return {
    kind: 'keychain',
    secrets,
    get: async (account) => secrets.get(account),
    set: async (account, secret) => void secrets.set(account, secret),
    delete: async (account) => void secrets.delete(account),
  }
}

export type TestConsole = {
  dataDir: string
  keychain: ReturnType<typeof openKeychainOfTest>
  local: LocalConsole
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Adds a server and goes over to it. */
  connectTo(server: { url: string }, token: string): Promise<Response>
  close(): Promise<void>
}

export async function startConsole(options: Partial<SwitchboardOptions> = {}): Promise<TestConsole> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'countersign-console-'))
  const keychain = openKeychainOfTest()
  const log = createLog('trace', join(dataDir, 'console.log'))
  const local = await createSwitchboard({ dataDir, consoleDir: join(dataDir, 'nowhere'), log, keychain, ...options })
  const ask = async (path: string, init?: RequestInit) =>
    local.fetch(new Request(path.startsWith('app:') ? path : `http://127.0.0.1${path}`, init), { door: 'desktop' })
  return {
    dataDir,
    keychain,
    local,
    ask,
    connectTo: ({ url }, token) =>
      ask('/console/connections', jsonBody({ name: 'Team', url, environment: 'staging', token })),
    async close() {
      await local.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type TeamServer = TestApp & { url: string; key: string }

/** A real second server on loopback, and a key for it. */
export async function startTeam(
  engine: Engine,
  roles: readonly Role[],
  change?: (services: Services) => Services,
): Promise<TeamServer> {
  const team = await startApp(engine, change ? { change } : {})
  const door = await serveSocket((request, env) => team.app.fetch(request, env), { host: '127.0.0.1', port: 0 })
  return {
    ...team,
    url: door.url,
    key: await team.keyFor(roles),
    async close() {
      await door.close(0)
      await team.close()
    },
  }
}
