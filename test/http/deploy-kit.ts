import { join } from 'node:path'
import { type Gate, startGate } from '../../main/gate/executor.ts'
import { observerOf } from '../../main/gate/observe.ts'
import { usualPace } from '../../main/gate/run/open-run.ts'
import type { GateSetting } from '../../main/gate/setting.ts'
import type { Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { Deploy, DeployDiff, listDeploys } from '../../shared/contract/deploys.ts'
import { listSurfaces, Surface as SurfaceShape } from '../../shared/contract/surfaces.ts'
import { type Surface, SurfaceDefinition } from '../../shared/domain/surface.ts'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'
import { asJson, type Person, startQueue, stillTime } from './action-kit.ts'
import type { Ask } from './harness.ts'

export const surfaces = '/api/v1/surfaces'
export const deploys = '/api/v1/deploys'

const DeployPage = listDeploys.responses[200].content['application/json'].schema
const SurfacePage = listSurfaces.responses[200].content['application/json'].schema

export const definitionOf = (service: ServiceRepository, changed: object = {}) => ({
  id: 'console',
  name: 'Console',
  host: 'local' as const,
  app: 'raxx-console-prod',
  repository: service.repository,
  remote: service.remote,
  paths: { local: {} },
  health: { url: service.health, attempts: 3, interval_seconds: 0.02, timeout_seconds: 5 },
  watch: { minutes: 0 },
  ...changed,
})

type Options = {
  /** Of the surface that this machine defines; none, where there is to be none. */
  surface?: object | null
  gate?: Partial<GateSetting>
  /** Whether what is begun is carried out too. */
  carried?: boolean
  change?: (services: Services) => Services
  time?: ReturnType<typeof stillTime>
  heartbeatMs?: number
}

/** The API with a crew, a real repository, and a real service that what is pushed starts. */
export async function startDesk(engine: Engine, options: Options = {}) {
  const service = await openServiceRepository()
  try {
    return await deskWith(engine, service, options)
  } catch (error) {
    await service.close()
    throw error
  }
}
export type Desk = Awaited<ReturnType<typeof startDesk>>

async function deskWith(engine: Engine, service: ServiceRepository, options: Options) {
  const { surface: changed = {}, carried = true, change = (services) => services, time = realTime() } = options
  const defined = changed === null ? [] : [SurfaceDefinition.parse(definitionOf(service, changed))]
  let brought: readonly Surface[] = defined
  let gate: Gate | undefined
  const queue = await startQueue(engine, {
    time,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
    change: (services) => {
      const surfacesFile = join(service.folder, 'none.json')
      const setting = {
        ...services.gate,
        surfacesFile,
        surfaces: () => brought,
        workspace: 'w',
        localByApi: true,
        ownEnvironment: true,
        ...options.gate,
      }
      const here = change({ ...services, workspace: 'w', gate: setting })
      if (carried) {
        gate = startGate(here, { ...usualPace })
        here.onClose(gate.stop)
      }
      return here
    },
  })
  const { get, send } = queue
  const put = (path: string, body: unknown, who: Person = 'admin') => send(path, body, who, { method: 'PUT' })
  const on = async <T>(response: Response | Promise<Response>, status: number, shape: { parse(value: unknown): T }) =>
    shape.parse(await asJson(await response, status))
  const diff = async (query = '', who: Person = 'commander') =>
    on(get(`${surfaces}/console/diff${query}`, who), 200, DeployDiff)
  const begin = (
    preview_id: string,
    wanted: object = {},
    who: Person = 'commander',
    more: Ask & { once?: string } = {},
  ) =>
    send(
      deploys,
      { surface: 'console', path: 'local', phrase: 'deploy console to prod', preview_id, ...wanted },
      who,
      more,
    )
  return {
    ...queue,
    service,
    put,
    diff,
    begin,
    /** Surfaces that this machine defines from now on. */
    bring: (surfaces: readonly Surface[]) => {
      brought = surfaces
    },
    idle: () => gate?.idle(),
    /** What was asked of hosts is answered. */
    settled: () => observerOf(queue.services).settled(),
    list: async (who?: Person) => on(get(surfaces, who), 200, SurfacePage),
    surface: async (query = '', who?: Person, id = 'console') =>
      on(get(`${surfaces}/${id}${query}`, who), 200, SurfaceShape),
    command: (name: string, body: object, who: Person = 'commander', id = 'console') =>
      send(`${surfaces}/${id}/${name}`, body, who),
    commanded: async (name: string, body: object, who: Person = 'commander') =>
      on(send(`${surfaces}/console/${name}`, body, who), 200, SurfaceShape),
    begun: async (response: Response | Promise<Response>) => on(response, 201, Deploy),
    done: async (response: Response | Promise<Response>) => on(response, 200, Deploy),
    deploy: async (id: string, who?: Person) => on(get(`${deploys}/${id}`, who), 200, Deploy),
    page: async (query = '', who?: Person) => on(get(`${deploys}${query}`, who), 200, DeployPage),
    rollback: (body: object = {}, who: Person = 'commander', more: Ask & { once?: string } = {}) =>
      send(`${surfaces}/console/rollback`, body, who, more),
    /** Previews, types the phrase, and waits for the end. */
    async out(wanted: object = {}, who: Person = 'commander') {
      const { preview_id } = await diff()
      const { id } = await on(begin(preview_id, wanted, who), 201, Deploy)
      await gate?.idle()
      return on(get(`${deploys}/${id}`), 200, Deploy)
    },
    async close() {
      await queue.close()
      await service.close()
    },
  }
}

const realTime = (): ReturnType<typeof stillTime> => ({
  ...stillTime(),
  now: Date.now,
  text: (later = 0) => new Date(Date.now() + later * 1000).toISOString(),
})

export async function withDesk(
  engine: Engine,
  use: (desk: Desk) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const desk = await startDesk(engine, options)
  try {
    await use(desk)
  } finally {
    await desk.close()
  }
}
