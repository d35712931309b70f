import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { startClients, type Told } from '../drills/clients.ts'
import { faultsIn } from '../drills/find.ts'
import { makePlans } from '../drills/plans.ts'
import type { Place } from '../ledger.ts'
import { assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { type Server, startServer } from '../server.ts'

export const drillAnswers: Scenario = {
  name: 'drill-answers',
  promise:
    'of routes that are acknowledged in bulk what was told to be done is done after kill -9, nothing is half done, and it goes on from there',
  async run(context) {
    const { short, folder, say } = context
    const size = short ? { routes: 600, kills: 6 } : { routes: 10_000, kills: 60 }
    const onSqlite = await answerAgain(context, { dataDir: join(folder, 'sqlite') }, size)
    assertNone(onSqlite.faults, `after kill ${onSqlite.kills}`)
    if (!findPostgres()) return `${inWords(onSqlite)}; not on PostgreSQL: no server program was found`
    say(inWords(onSqlite))
    const server = await startPostgres()
    try {
      const shared = { databaseUrl: server.url, masterKey: randomBytes(32).toString('base64') }
      const place = { dataDir: join(folder, 'postgres'), ...shared }
      const onPostgres = await answerAgain(context, place, { ...size, kills: size.kills / 2, servers: 2 })
      assertNone(onPostgres.faults, `on PostgreSQL, after kill ${onPostgres.kills}`)
      return `${inWords(onSqlite)}; on PostgreSQL, with two servers: ${inWords(onPostgres)}`
    } finally {
      await server.stop()
    }
  },
}

type Options = { routes: number; kills: number; servers?: number; mutant?: string }
type Answered = { kills: number; requests: number; routes: number; acknowledgements: number; faults: string[] }

const inWords = ({ kills, requests, routes, acknowledgements }: Answered): string =>
  `${kills} kills, ${routes} routes answered in ${requests} requests, ${acknowledgements} acknowledgements, all there, none done twice`

/** Kills servers while routes are answered, until a fault shows or everything is answered. */
export async function answerAgain(
  { random, say, short }: Context,
  place: Place,
  { routes, kills, servers: count = 1, mutant }: Options,
): Promise<Answered> {
  mkdirSync(place.dataDir, { recursive: true })
  const { key, targets } = await makePlans(place, routes)
  const told: Told = { asked: [], faults: [] }
  const { dataDir, databaseUrl, masterKey } = place
  const store = ['--data', dataDir, ...(databaseUrl ? ['--database', databaseUrl] : [])]
  const env = { COUNTERSIGN_LOG_LEVEL: 'silent', ...(masterKey ? { COUNTERSIGN_MASTER_KEY: masterKey } : {}) }
  const onOwnEnd = (how: string) => void told.faults.push(`it ended: ${how}`)
  const servers: Server[] = []
  for (let n = 0; n < count; n += 1) servers.push(await startServer({ store, env, mutant, onOwnEnd }))

  const answers = countDown()
  const clients = startClients({
    key,
    targets,
    random,
    told,
    url: () => random.pick(servers).url,
    onAnswer: answers.tick,
  })
  const faults: string[] = []
  // So that the kills fall all over the three rounds of answers.
  const between = Math.max(1, Math.floor((3 * routes) / 100 / (kills + 1)))
  let killed = 0
  try {
    while (killed < kills && faults.length === 0 && told.faults.length === 0) {
      const isOver = await within(
        120,
        'answers',
        Promise.race([answers.after(random.between(1, between)), clients.finished.then(() => 'over' as const)]),
      )
      if (isOver) break
      if (random.chance(0.7)) await delay(random.between(0, 30))
      // All of them at once, or one while the other goes on answering.
      const one = random.between(0, count - 1)
      const victims = short || random.chance(0.85) ? [...servers.keys()] : [one]
      for (const victim of victims) await servers[victim]?.kill()
      killed += 1
      if (victims.length === count) faults.push(...(await faultsIn(place, told)))
      // Nobody is asked before all of them answer again: the first alone would be done before the next is there.
      const start = async (victim: number) => [victim, await startServer({ store, env, mutant, onOwnEnd })] as const
      for (const [victim, server] of await Promise.all(victims.map(start))) servers[victim] = server
      await clients.askAgain(3)
      if (kills > 10 && killed % 10 === 0) say(`${killed} kills, ${told.asked.length} requests`)
    }
    if (faults.length === 0) await within(300, 'everything to be answered', clients.finished)
  } finally {
    await within(60, 'the end of the clients', clients.stop())
    for (const server of servers) await server.kill()
  }
  faults.push(...(await faultsIn(place, told)))
  const recorded = told.asked.flatMap((one) => one.told?.recorded ?? [])
  return { kills: killed, requests: told.asked.length, routes, acknowledgements: recorded.length, faults }
}

function countDown() {
  let left = 0
  let done: (over: undefined) => void = () => {}
  return {
    tick: () => {
      left -= 1
      if (left === 0) done(undefined)
    },
    after(count: number): Promise<undefined> {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      left = count
      done = resolve
      return promise
    },
  }
}
