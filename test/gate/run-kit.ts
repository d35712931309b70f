import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type Gate, startGate } from '../../main/gate/executor.ts'
import { type Pace, usualPace } from '../../main/gate/run/open-run.ts'
import type { GateSetting } from '../../main/gate/setting.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import { askToStop } from '../../main/store/deploy-leases.ts'
import { readLog } from '../../main/store/deploy-log.ts'
import { findDeploy, insertDeploy, readInFlight } from '../../main/store/deploys.ts'
import { readEntries } from '../../main/store/entries.ts'
import type { Engine } from '../../main/store/schema.ts'
import { readStanding } from '../../main/store/surfaces.ts'
import { within } from '../../main/store/within.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { begin, type Deploy, type DeployFacts, outcomeOf } from '../../shared/domain/gate.ts'
import { deploySubject, isDeployEntry, writeIntent } from '../../shared/domain/gate-entries.ts'
import { definitionDigest } from '../../shared/domain/preview.ts'
import { type Surface, SurfaceDefinition } from '../../shared/domain/surface.ts'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'
import { until } from '../fakes/until.ts'
import { freshPlace, type Place } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'

export type GateKit = {
  place: Place
  service: ServiceRepository
  surface: Surface
  /** One console on the database: its services, and the engine in it. */
  open(setting?: Partial<GateSetting>, pace?: Partial<Pace>): Promise<Console>
}
export type Console = Awaited<ReturnType<typeof openConsole>>

type Facts = Partial<DeployFacts> & Pick<DeployFacts, 'from_sha' | 'to_sha'>

/** As small as can be: three looks at its health, one right after the other. */
const surfaceOf = (service: ServiceRepository, changed: object = {}): Surface =>
  SurfaceDefinition.parse({
    id: 'console',
    name: 'Console',
    host: 'local',
    app: 'raxx-console-prod',
    repository: service.repository,
    remote: service.remote,
    paths: { local: {} },
    health: { url: service.health, attempts: 3, interval_seconds: 0.02, timeout_seconds: 5 },
    watch: { minutes: 0 },
    ...changed,
  })

export async function withGate(engine: Engine, changed: object, use: (kit: GateKit) => Promise<void>): Promise<void> {
  const place = await freshPlace(engine)
  const service = await openServiceRepository()
  const surface = surfaceOf(service, changed)
  const consoles: Console[] = []
  try {
    await use({
      place,
      service,
      surface,
      async open(setting = {}, pace = {}) {
        const opened = await openConsole(place, surface, setting, { ...usualPace, ...pace })
        consoles.push(opened)
        return opened
      },
    })
  } finally {
    for (const { close } of consoles) await close()
    await service.close()
    await place.remove()
  }
}

async function openConsole(place: Place, surface: Surface, setting: Partial<GateSetting>, pace: Pace) {
  const own = join(place.dataDir, uuidv7())
  mkdirSync(own, { mode: 0o700 })
  const surfacesFile = join(own, 'surfaces.json')
  writeFileSync(surfacesFile, JSON.stringify({ surfaces: [surface] }), { mode: 0o600 })
  const logFile = join(own, 'log')
  const services = await openServices({
    mode: 'local',
    ...place,
    log: createLog('debug', logFile),
    gate: { surfacesFile, dir: join(own, 'gate'), ...setting },
  })
  let gate: Gate | undefined
  let closing: Promise<void> | undefined
  const start = () => {
    gate = startGate(services, pace)
    services.onClose(gate.stop)
  }
  const { workspace, store } = services
  const inside = <T>(work: () => Promise<T>) => within(workspace, work)
  const deploy = (id: string) =>
    inside(async () => {
      const record = await findDeploy(store.read, workspace, id)
      if (record === undefined) throw new Error(`there is no deploy ${id}`)
      return record.deploy
    })
  const entries = () => inside(() => readEntries(store.read, workspace, { order: 'asc', limit: 1_000 }))
  const log = (id: string) => inside(() => readLog(store.read, workspace, id, { after: 0, limit: 100_000 }))
  return {
    services,
    /** What the program's own log has. */
    logged: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    start,
    deploy,
    entries,
    log,
    /** What it said, a line each. */
    lines: async (id: string) => (await log(id)).filter(({ kind }) => kind === 'line').map(({ text }) => text),
    entriesOf: async (id: string): Promise<Entry[]> =>
      (await entries()).filter((entry) => isDeployEntry(entry) && entry.subject === deploySubject(id)),
    standing: () => inside(() => readStanding(store.read, workspace, surface.id)),
    verify: () => verifyDatabase({ database: place.database, workspace }),
    begin: (facts: Facts, by: Identity = ada, lease_ms = 30_000) => beginDeploy(services, surface, facts, by, lease_ms),
    /** Begins one and waits for its end. */
    async run(facts: Facts): Promise<Deploy> {
      const id = await beginDeploy(services, surface, facts, ada)
      await until(`${id} is over`, async () => outcomeOf(await deploy(id)) !== null)
      return deploy(id)
    },
    over: (id: string) => until(`${id} is over`, async () => outcomeOf(await deploy(id)) !== null),
    reaches: (id: string, state: string) =>
      until(`${id} is ${state}`, async () => (await deploy(id)).stage.state === state),
    stop: (id: string, by: Identity = grace) =>
      store.write(workspace, async (tx) => askToStop(tx, id, await knowActor(tx, by))),
    idle: async () => gate?.idle(),
    close: () => (closing ??= services.close()),
  }
}

/** As the door of the API does it: the intent is durable, and this process has it. */
function beginDeploy(
  services: Services,
  surface: Surface,
  facts: Facts,
  by: Identity,
  lease_ms = 30_000,
): Promise<string> {
  const { store, workspace, gate } = services
  return store.write(workspace, async (tx) => {
    const { id, digest } = await knowActor(tx, by)
    const deploy = begin({
      deploy_id: uuidv7(),
      surface_id: surface.id,
      kind: 'deploy',
      path: 'local',
      trigger: 'local-script',
      environment: surface.environment,
      target_app: surface.app,
      to_release: null,
      began_at: tx.now,
      began_by: { id, digest },
      break_glass: false,
      passes: [],
      warnings: [],
      health_attempts: surface.health.url === null ? 0 : surface.health.attempts,
      definition_digest: definitionDigest(surface),
      ...facts,
    })
    if (deploy.kind === 'rollback')
      for (const other of await readInFlight(tx.db, workspace, surface.id))
        await askToStop(tx, other.deploy.deploy_id, { id, digest })
    const { seq } = tx.append({ ...writeIntent(deploy), actor: { id, digest } })
    const lease_until = new Date(Date.parse(tx.now) + lease_ms).toISOString()
    await insertDeploy(tx, deploy, seq, { lease: gate.id, lease_until })
    return deploy.deploy_id
  })
}
