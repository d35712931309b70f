import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Services } from '../../../main/services.ts'
import { ensureWorkspace } from '../../../main/store/workspaces.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { identityOf, opened, type Place } from '../ledger.ts'
import { type Child, runCli, startChild, startCli } from '../process.ts'
import { assert, assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { type KeepJob, placeOf, textOf, versionIn, workspaces } from '../secrets/places.ts'

export const secrets: Scenario = {
  name: 'secrets',
  promise:
    'a rotation of the master key that is killed again and again, beside a server that reads and writes, loses no secret',
  async run(context) {
    const { short, folder, say } = context
    const onSqlite = await rotateAgain(
      context,
      { dataDir: join(folder, 'sqlite') },
      short ? 500 : 10_000,
      short ? 10 : 200,
    )
    assertNone(onSqlite.faults, `after kill ${onSqlite.kills}`)
    if (!findPostgres()) return `${inWords(onSqlite)}; not on PostgreSQL: no server program was found`
    say(inWords(onSqlite))
    const server = await startPostgres()
    try {
      const place = { dataDir: join(folder, 'postgres'), databaseUrl: server.url }
      const onPostgres = await rotateAgain(context, place, short ? 500 : 10_000, short ? 4 : 100)
      assertNone(onPostgres.faults, `on PostgreSQL, after kill ${onPostgres.kills}`)
      return `${inWords(onSqlite)}; on PostgreSQL: ${inWords(onPostgres)}`
    } finally {
      await server.stop()
    }
  },
}

type Rotated = { secrets: number; kills: number; midway: number; whole: number; puts: number; faults: string[] }

const inWords = ({ secrets, kills, midway, whole, puts }: Rotated): string =>
  `${secrets} secrets, ${kills} rotations killed (${midway} midway), ${whole} whole, ${puts} puts beside them, 0 lost`

/** Kills rotations until a fault shows or the number is reached. */
export async function rotateAgain(
  context: Context,
  place: Place,
  count: number,
  wanted: number,
  mutant?: string,
): Promise<Rotated> {
  mkdirSync(place.dataDir, { recursive: true })
  await opened(place, (services) => seed(services, count))
  const done: Rotated = { secrets: count, kills: 0, midway: 0, whole: 0, puts: 0, faults: [] }
  const acked = new Map<number, number>()
  let keeper = await startKeeper(place, count, acked, done, mutant)
  try {
    while (done.kills < wanted && done.faults.length === 0) {
      await killRotation(context, place, done, mutant)
      if (done.kills % 4 === 0) await rotateWhole(place, done, mutant)
      if (context.random.chance(0.2)) {
        keeper.kill()
        await keeper.gone
        keeper = await startKeeper(place, count, acked, done, mutant)
      }
      if (wanted > 50 && done.kills % 20 === 0) context.say(inWords(done))
    }
    if (done.faults.length === 0) await rotateWhole(place, done, mutant)
  } finally {
    keeper.kill()
    await keeper.gone
  }
  if (keysIn(place) !== 1) done.faults.push(`${keysIn(place)} master keys are left, not one`)
  // A process that has seen no key but those that are left.
  await opened(place, async (services) => void done.faults.push(...(await lostIn(services, count, acked))))
  return done
}

async function seed({ store, secrets }: Services, count: number): Promise<void> {
  for (const workspace of workspaces) await ensureWorkspace(store, workspace, identityOf('seeder'))
  for (let from = 0; from < count; from += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, count - from) }, (_, i) =>
        secrets.put(placeOf(from + i), textOf(from + i, 1)),
      ),
    )
}

async function startKeeper(
  { dataDir, databaseUrl }: Place,
  count: number,
  acked: Map<number, number>,
  done: Rotated,
  mutant: string | undefined,
): Promise<Child> {
  const job: KeepJob = { dataDir, databaseUrl, count, writers: 4 }
  const keeper = startChild('secret-keeper', job, {
    mutant,
    onMessage(message) {
      if (message.kind === 'bug') done.faults.push(`the server: ${message.what}`)
      if (message.kind !== 'ack' || message.seq === undefined) return
      acked.set(Number(message.token), message.seq)
      done.puts += 1
    },
  })
  await keeper.first('ack').catch((error: unknown) => done.faults.push(`the server: ${error}`))
  return keeper
}

const flagsOf = ({ dataDir, databaseUrl }: Place): string[] => [
  ...['secrets', 'rotate-master-key', '--data', dataDir],
  ...(databaseUrl === undefined ? [] : ['--database', databaseUrl]),
]
const keyFile = ({ dataDir }: Place): string => readFileSync(join(dataDir, 'master.key'), 'utf8')
const keysIn = (place: Place): number => keyFile(place).trim().split('\n').length

/** At any moment; mostly after it has changed the keys, since starting takes longer than all that it does. */
async function killRotation({ random }: Context, place: Place, done: Rotated, mutant: string | undefined) {
  const before = keyFile(place)
  const child = startCli(flagsOf(place), {}, mutant)
  const exit = once(child, 'exit')
  let ended = false
  void exit.then(() => {
    ended = true
  })
  if (random.chance(0.2)) await Promise.race([exit, delay(random.between(100, 900))])
  else {
    while (!ended && keyFile(place) === before && keysIn(place) === 1) await delay(2)
    await Promise.race([exit, delay(random.between(0, done.secrets > 1_000 ? 1_500 : 120))])
  }
  child.kill('SIGKILL')
  await within(60, 'the end of a killed rotation', exit)
  done.kills += 1
  if (keysIn(place) > 1) done.midway += 1
}

async function rotateWhole(place: Place, done: Rotated, mutant: string | undefined): Promise<void> {
  const { code, output } = await runCli(flagsOf(place), {}, mutant)
  if (code !== 0) done.faults.push(`a rotation ended with ${code}: ${output}`)
  else assert(/^(rotated|finished)/.test(output), `a rotation said: ${output}`)
  done.whole += 1
}

async function lostIn({ secrets }: Services, count: number, acked: ReadonlyMap<number, number>): Promise<string[]> {
  const faults: string[] = []
  for (let n = 0; n < count; n += 1) {
    const text = await secrets.get(placeOf(n)).catch((error: unknown) => String(error))
    const version = versionIn(n, text)
    const least = acked.get(n) ?? 1
    if (version === undefined || version < least) faults.push(`secret ${n} is “${text}”, after ${least}`)
  }
  return faults
}
