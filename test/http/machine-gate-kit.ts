import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSocket } from '../../main/http/serve.ts'
import { findKey } from '../../main/identity/api-keys.ts'
import { everywhere } from '../../main/store/within.ts'
import { revokeKey } from '../../main/use-cases/keys/revoke-key.ts'
import { Deploy, DeployDiff, listDeploys } from '../../shared/contract/deploys.ts'
import { listSurfaces, Surface } from '../../shared/contract/surfaces.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { openServiceRepository } from '../fakes/service-repository.ts'
import { until } from '../fakes/until.ts'
import { ada } from '../support/people.ts'
import { asJson } from './action-kit.ts'
import { definitionOf, deploys, surfaces } from './deploy-kit.ts'
import { jsonBody, startApp } from './harness.ts'
import { startConsole, type TestConsole } from './team-server.ts'

const DeployPage = listDeploys.responses[200].content['application/json'].schema
const SurfacePage = listSurfaces.responses[200].content['application/json'].schema

/**
 * A team's server that can go away and come back at the same address, a console on another machine that talks to it, and
 * a real repository with a real service, which only that machine's own file knows how to reach.
 */
async function startMachine(roles: readonly Role[] = ['incident_commander']) {
  const service = await openServiceRepository()
  const team = await startApp('sqlite')
  const key = await team.keyFor(roles)
  const admin = await team.keyFor(['admin'])
  const open = (port: number) =>
    serveSocket((request, env) => team.app.fetch(request, env), { host: '127.0.0.1', port })
  let door: Awaited<ReturnType<typeof open>> | undefined = await open(0)
  const { url } = door
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-machine-'))
  mkdirSync(join(dataDir, 'local'), { mode: 0o700 })
  const define = (changed: object = {}) =>
    writeFileSync(
      join(dataDir, 'local', 'surfaces.json'),
      JSON.stringify({ surfaces: [definitionOf(service, changed)] }),
      { mode: 0o600 },
    )
  define()
  let here: TestConsole = await startConsole({ dataDir })
  await here.connectTo({ url }, key)

  const on = async <T>(response: Response | Promise<Response>, status: number, shape: { parse(value: unknown): T }) =>
    shape.parse(await asJson(await response, status))
  const ask = (path: string, init?: RequestInit) => here.ask(path, init)
  const diff = () => on(ask(`${surfaces}/console/diff`), 200, DeployDiff)
  const deploy = (id: string) => on(ask(`${deploys}/${id}`), 200, Deploy)
  const begin = async (wanted: object = {}) => {
    const { preview_id } = await diff()
    const phrase = 'deploy console to prod'
    return ask(deploys, jsonBody({ surface: 'console', path: 'local', phrase, preview_id, ...wanted }))
  }
  const ended = async (id: string) => {
    await until('the deploy is over', async () => (await deploy(id)).outcome !== null)
    return deploy(id)
  }
  /** What the server itself says, asked by somebody else. */
  const atTeam = (path: string, init?: RequestInit) => team.ask(path, { ...init, key: admin })
  return {
    ...{ service, team, url, dataDir, define, ask, on, diff, deploy, begin, ended, atTeam, key },
    console: () => here,
    surface: (query = '') => on(ask(`${surfaces}/console${query}`), 200, Surface),
    list: () => on(ask(surfaces), 200, SurfacePage),
    page: (query = '') => on(ask(`${deploys}${query}`), 200, DeployPage),
    rollback: (body: object = {}) => ask(`${surfaces}/console/rollback`, jsonBody(body)),
    command: (name: string, body: object) => ask(`${surfaces}/console/${name}`, jsonBody(body)),
    /** The same surface at the server, which cannot deploy it itself. */
    defineAtTeam: (changed: object = {}) =>
      atTeam(`${surfaces}/console`, {
        ...jsonBody({
          ...definitionOf(service),
          paths: { ci: { repository: 'raxx/console' } },
          ...changed,
        }),
        method: 'PUT',
      }),
    commandAtTeam: (name: string, body: object) => atTeam(`${surfaces}/console/${name}`, jsonBody(body)),
    teamDeploys: async () => (await on(atTeam(deploys), 200, DeployPage)).items,
    told: (id: string) => until('the server is told', async () => (await deploy(id)).forwarding?.told === true),
    begun: (response: Response | Promise<Response>) => on(response, 201, Deploy),
    async out(wanted: object = {}) {
      return ended((await on(begin(wanted), 201, Deploy)).id)
    },
    /** The key that the console is signed in with opens nothing there any more. */
    async revoke() {
      const { store } = team.services
      const found = await everywhere(() => findKey(store.read, key))
      await revokeKey(team.services, ada, found?.id ?? '')
    },
    /** The console goes on as somebody else at the same server. */
    async signInAs(token: string) {
      const { id } = here.local.current()
      await asJson(await ask('/console/connections/token', jsonBody({ id, token })), 200)
      await ask(surfaces)
    },
    async leave() {
      await door?.close(0)
      door = undefined
    },
    async comeBack() {
      door = await open(Number(new URL(url).port))
    },
    /** The program ends, and begins anew on the same folder and keychain. */
    async restart(between: () => Promise<void> = async () => {}) {
      const { keychain } = here
      await here.local.close()
      await between()
      here = await startConsole({ dataDir, keychain })
    },
    async close() {
      await here.close()
      await door?.close(0)
      await team.close()
      await service.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
export type Machine = Awaited<ReturnType<typeof startMachine>>

export async function withMachine(use: (machine: Machine) => Promise<void>, roles?: readonly Role[]): Promise<void> {
  const machine = await startMachine(roles)
  try {
    await use(machine)
  } finally {
    await machine.close()
  }
}
