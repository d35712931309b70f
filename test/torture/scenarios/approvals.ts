import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { startClients } from '../approvals/clients.ts'
import { faultsIn } from '../approvals/find.ts'
import { makePeople } from '../approvals/people.ts'
import { createTold } from '../approvals/told.ts'
import type { Place } from '../ledger.ts'
import { assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { type Server, startServer } from '../server.ts'

const killsPerLedger = 50

export const approvals: Scenario = {
  name: 'approvals',
  promise:
    'an approval answered with 200 is there after kill -9, asked again it gets the very same bytes, and nobody votes twice',
  async run(context) {
    const { short, folder, say } = context
    const onSqlite = await approveAgain(context, short ? 20 : 1_000)
    assertNone(onSqlite.faults, `after kill ${onSqlite.kills}`)
    if (!findPostgres()) return `${inWords(onSqlite)}; not on PostgreSQL: no server program was found`
    say(inWords(onSqlite))
    const server = await startPostgres()
    try {
      const shared = { databaseUrl: server.url, masterKey: randomBytes(32).toString('base64') }
      const context2 = { ...context, folder: join(folder, 'postgres') }
      const onPostgres = await approveAgain(context2, short ? 4 : 50, { shared })
      assertNone(onPostgres.faults, `on PostgreSQL, after kill ${onPostgres.kills}`)
      return `${inWords(onSqlite)}; on PostgreSQL, one of two servers killed: ${inWords(onPostgres)}`
    } finally {
      await server.stop()
    }
  },
}

type Options = {
  mutant?: string
  /** A database that two servers share; else each folder has one of its own, and one server. */
  shared?: { databaseUrl: string; masterKey: string }
}
type Approved = { kills: number; answers: number; actions: number; faults: string[] }

const inWords = ({ kills, answers, actions }: Approved): string =>
  `${kills} kills, ${answers} answers about ${actions} proposals, all there, none done twice`

/** Kills servers until a fault shows or the number is reached. One database lives through many kills. */
export async function approveAgain(context: Context, wanted: number, options: Options = {}): Promise<Approved> {
  const sum: Approved = { kills: 0, answers: 0, actions: 0, faults: [] }
  for (let ledger = 0; sum.kills < wanted && sum.faults.length === 0; ledger += 1) {
    const place: Place = { dataDir: join(context.folder, `approvals-${ledger}`), ...options.shared }
    mkdirSync(place.dataDir, { recursive: true })
    await killServers(context, place, Math.min(killsPerLedger, wanted - sum.kills), options, sum)
    if (wanted > killsPerLedger) context.say(inWords(sum))
  }
  return sum
}

async function killServers(
  { random }: Context,
  place: Place,
  kills: number,
  { mutant, shared }: Options,
  sum: Approved,
): Promise<void> {
  const told = createTold()
  const people = await makePeople(place)
  const start = () =>
    startServer({ ...serverAt(place), mutant, onOwnEnd: (how) => told.faults.push(`it ended: ${how}`) })
  const servers: Server[] = []
  for (let count = shared ? 2 : 1; count > 0; count -= 1) servers.push(await start())
  const answers = countDown()
  const clients = startClients({ ...people, told, random, url: () => random.pick(servers).url, onAnswer: answers.tick })
  const look = async () => void sum.faults.push(...(await faultsIn(place, told, people.names)))
  try {
    for (let kill = 0; kill < kills && sum.faults.length === 0; kill += 1) {
      // At once, while others of the same commit are still on their way, or anywhere in what follows.
      await within(60, 'answers', answers.after(random.between(1, 40)))
      if (random.chance(0.5)) await delay(random.between(0, 25))
      const victim = random.between(0, servers.length - 1)
      await servers[victim]?.kill()
      sum.kills += 1
      if (!shared) await look()
      servers[victim] = await start()
      await clients.askAgain(12)
    }
  } finally {
    await within(60, 'the end of the clients', clients.stop())
    for (const server of servers) await server.kill()
  }
  await look()
  sum.answers += told.answered().length
  sum.actions += told.answered().filter(({ answer }) => answer?.status === 201).length
}

function serverAt({ dataDir, databaseUrl, masterKey }: Place) {
  const config = join(dataDir, 'countersign.json')
  const days = { 1: 86_400, 2: 86_400, 3: 86_400 }
  // A client that asks without a pause soon has no more transitions left in this minute.
  writeFileSync(
    config,
    JSON.stringify({ limits: { transitions_per_minute: 1_000_000 }, policy: { ttl_seconds: days } }),
  )
  const store = ['--data', dataDir, '--config', config, ...(databaseUrl ? ['--database', databaseUrl] : [])]
  const env = { COUNTERSIGN_LOG_LEVEL: 'silent', ...(masterKey ? { COUNTERSIGN_MASTER_KEY: masterKey } : {}) }
  return { store, env }
}

function countDown() {
  let left = 0
  let done = () => {}
  return {
    tick: () => {
      left -= 1
      if (left === 0) done()
    },
    after(count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      left = count
      done = resolve
      return promise
    },
  }
}
