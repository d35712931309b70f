import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInFlight } from '../../../main/desktop/in-flight.ts'
import { createDoor } from '../../../main/desktop/protocol.ts'
import { createApp } from '../../../main/http/app.ts'
import { serveSocket } from '../../../main/http/serve.ts'
import { createSwitchboard } from '../../../main/http/switchboard.ts'
import { createLog } from '../../../main/log.ts'
import { openServices } from '../../../main/services.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { workspace } from '../../torture/ledger.ts'
import type { Random } from '../../torture/random.ts'
import { ada } from '../people.ts'
import { places, startCuttingProxy } from './proxy.ts'

export type Where = { dataDir: string; databaseUrl?: string | undefined; masterKey?: string | undefined }
export type Network = Awaited<ReturnType<typeof openNetwork>>

/** A team's server, a console on a desktop that is connected to it, and between them what is cut while it is `rough`. */
export async function openNetwork(where: Where, random: Random, cuts: number) {
  const log = createLog('silent')
  const limits = { transitionsPerMinute: 1_000_000_000 }
  const services = await openServices({ mode: 'server', ...where, limits, log })
  const { key } = await createKey(services, ada, { workspace, name: 'page', roles: ['admin'] })
  const app = createApp(services)
  const server = await serveSocket((request, env) => app.fetch(request, env), { host: '127.0.0.1', port: 0 })
  let isRough = false
  const proxy = await startCuttingProxy(server.url, (line) => {
    const isStream = line.includes(' /api/v1/events')
    // There are few streams, each of them long: most are cut.
    if (!isRough || proxy.done.length >= cuts || random.chance(isStream ? 0.1 : 0.4)) return undefined
    return { place: random.pick(places), share: random.between(0, 999) / 1000, reset: random.chance(0.5), isStream }
  })
  const consoleDir = join(where.dataDir, 'console')
  mkdirSync(consoleDir)
  const console = await createSwitchboard({ dataDir: consoleDir, consoleDir, log, fetch })
  const door = createDoor({ fetch: (request, env) => console.fetch(request, env), inFlight: createInFlight() })
  const ask = (path: string, init?: RequestInit) => door(new Request(`app://console${path}`, init))
  const body = JSON.stringify({ name: 'Team', url: proxy.url, environment: 'staging', token: key })
  const headers = { 'content-type': 'application/json' }
  const added = await ask('/console/connections', { method: 'POST', headers, body })
  if (added.status !== 201) throw new Error(`the console was not connected: ${await added.text()}`)
  const { current } = (await added.json()) as { current: { id: string } }
  return {
    door,
    ask,
    connection: current.id,
    database: services.database,
    done: proxy.done,
    rough(next: boolean) {
      isRough = next
    },
    async size(): Promise<number> {
      const answer = await ask('/api/v1/audit/entries?order=desc&limit=1')
      return ((await answer.json()) as { size: number }).size
    },
    async close() {
      await console.close()
      await proxy.close()
      await server.close(0)
      await services.close()
    },
  }
}
