import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Behaviour, openServiceRepository, type ServiceRepository } from '../../fakes/service-repository.ts'
import { startChild } from '../process.ts'
import { type Context, within } from '../scenario.ts'
import { type DeployConsole, openDeployConsole } from './console.ts'
import { faultsIn, readTold, type Told } from './judge.ts'
import { quietIn } from './quiet.ts'
import { type DeployJob, deploySteps, type KillStep, nameOf, rollbackSteps } from './steps.ts'

const killsPerLedger = 25
/** What was killed is found after its lease, and nobody waits for it here: the next clock is ahead by so much. */
const leaseMs = 31_000
const planned = [
  ...deploySteps.map((step) => ({ kind: 'deploy' as const, step })),
  ...rollbackSteps.map((step) => ({ kind: 'rollback' as const, step })),
]
type Plan = { kind: 'deploy' | 'rollback'; step: KillStep; delay: number }

export type KilledDeploys = { kills: number; unknown: number; tookEffect: number; rolledBack: number; faults: string[] }

/** Kills a console at every step of a deploy and of a rollback in turn, and looks at what the next one makes of it. */
export async function killDeploys({ random, folder, say }: Context, wanted: number): Promise<KilledDeploys> {
  const killed: KilledDeploys = { kills: 0, unknown: 0, tookEffect: 0, rolledBack: 0, faults: [] }
  for (let ledger = 0; killed.kills < wanted && killed.faults.length === 0; ledger++) {
    const service = await openServiceRepository()
    const dataDir = join(folder, `console-${ledger}`)
    try {
      const place: Place = { dataDir, service, ahead: 0 }
      await setUp(place)
      const end = Math.min(wanted, killed.kills + killsPerLedger)
      while (killed.kills < end && killed.faults.length === 0) {
        const next = planned[killed.kills % planned.length] ?? random.pick(planned)
        const plan = { ...next, delay: random.chance(0.5) ? 0 : random.between(1, 60) }
        const faults = await killOnce(place, plan, killed)
        killed.kills += 1
        killed.faults.push(...faults.map((fault) => `${plan.kind} ${nameOf(plan.step)} +${plan.delay} ms: ${fault}`))
      }
    } finally {
      await service.close()
    }
    if (wanted > killsPerLedger)
      say(`${killed.kills} kills, ${killed.unknown} unknown, ${killed.rolledBack} rolled back`)
  }
  return killed
}

type Place = { dataDir: string; service: ServiceRepository; ahead: number }

async function setUp(place: Place): Promise<void> {
  const { dataDir, service } = place
  mkdirSync(dataDir, { mode: 0o700 })
  const surface = {
    id: 'console',
    name: 'Console',
    host: 'local',
    app: 'raxx-console-prod',
    repository: service.repository,
    remote: service.remote,
    paths: { local: {} },
    health: { url: service.health, attempts: 3, interval_seconds: 0.02 },
    watch: { minutes: 0 },
  }
  writeFileSync(join(dataDir, 'surfaces.json'), JSON.stringify({ surfaces: [surface] }), { mode: 0o600 })
  await opened(place, (console) => ship(console, service, {}))
}

/** A deploy that nobody kills. */
async function ship(console: DeployConsole, service: ServiceRepository, behaviour: Behaviour): Promise<void> {
  service.commit(behaviour)
  await console.deploy()
  await console.idle()
}

async function killOnce(place: Place, plan: Plan, killed: KilledDeploys): Promise<string[]> {
  const { service } = place
  const { kind, step } = plan
  const hold = step.at === 'held' ? { hold: step.hold } : {}
  // What is gone back from is not well; what goes out is, at its second look.
  if (kind === 'rollback') await opened(place, (console) => ship(console, service, { healthy: false }))
  else service.commit({ healthyAfter: 1, ...hold })
  const before = service.head()
  await runAndKill(place, plan)
  await quietIn(service.folder)
  for (const name of ['held', 'go']) rmSync(join(service.folder, name), { force: true })
  const head = service.head()
  place.ahead += leaseMs
  return opened(place, async (console) => {
    const last = (await readTold(console)).at(-1)
    if (last === undefined || last.kind !== kind) return ['its intent is not in the ledger']
    if (head !== before && !last.pushed) return ['the remote moved before the ledger said so']
    if (head !== before && head !== last.to_sha) return [`the remote has ${head}, which nobody asked for`]
    await settled(console)
    const told = await readTold(console)
    const now = told.find(({ deploy_id }) => deploy_id === last.deploy_id) ?? last
    if (now.outcomes[0]?.outcome === 'unknown') killed.unknown += 1
    if (head !== before) killed.tookEffect += 1
    const twice = told
      .filter(({ outcomes }) => outcomes.length !== 1)
      .map(({ deploy_id }) => `${deploy_id} is not over`)
    const faults = [...twice, ...(await faultsIn(console, now, head))]
    return [...faults, ...(await goBack(console, service, now, killed))]
  })
}

/** Where something bad or unknown runs, the rollback is offered, and it works. */
async function goBack(
  console: DeployConsole,
  service: ServiceRepository,
  { kind, from_sha, to_sha, outcomes }: Told,
  killed: KilledDeploys,
): Promise<string[]> {
  const head = service.head()
  const isDone = kind === 'rollback' ? head === to_sha : head !== to_sha || outcomes[0]?.outcome === 'success'
  if (isDone) return []
  const { rollback } = await console.client.surface('console')
  const id = await console.rollback()
  await console.idle()
  const { outcome, detail } = await console.client.deploy(id)
  killed.rolledBack += 1
  const there = service.head()
  const wanted = kind === 'rollback' ? to_sha : from_sha
  return [
    ...(rollback.to === null ? ['no rollback was offered'] : []),
    ...(outcome === 'success' ? [] : [`the rollback ended as ${outcome}: ${detail}`]),
    ...(there === wanted ? [] : [`the rollback led to ${there}, and not to ${wanted}`]),
  ]
}

async function runAndKill({ dataDir, service, ahead }: Place, { kind, step, delay }: Plan): Promise<void> {
  const kill = step.at === 'entry' ? { action: step.action, n: step.n, delay } : null
  const child = startChild('deployer', { dataDir, ahead, kind, kill } satisfies DeployJob, { onMessage() {} })
  if (step.at === 'held') {
    await Promise.race([service.held(), child.gone.then(({ stderr }) => Promise.reject(new Error(stderr)))])
    child.kill()
  }
  const { code, stderr } = await within(60, 'the kill', child.gone)
  if (code !== null) throw new Error(`the child ended by itself: ${code} ${stderr}`)
  if (step.at === 'entry') return
  if (step.orphan === 'goes on') service.go()
  else endHook(Number(readFileSync(join(service.folder, 'held'), 'utf8')))
}

function endHook(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended with the push that it was of.
  }
}

/** The console that is there finds what was lost. */
async function settled(console: DeployConsole): Promise<void> {
  for (let n = 0; n < 300; n++) {
    await console.idle()
    if ((await readTold(console)).every(({ outcomes }) => outcomes.length > 0)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function opened<T>({ dataDir, ahead }: Place, use: (console: DeployConsole) => Promise<T>): Promise<T> {
  const console = await openDeployConsole(dataDir, ahead)
  try {
    return await use(console)
  } finally {
    await console.close()
  }
}
