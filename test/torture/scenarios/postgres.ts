import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { type Crowd, startCrowd } from '../crowd.ts'
import { createJournal } from '../journal.ts'
import { examine, opened } from '../ledger.ts'
import { type Reader, startReader } from '../reader.ts'
import { assertNone, type Context, type Scenario, Skipped } from '../scenario.ts'
import { untilHeard } from './writers.ts'

const recoveryMs = 60_000

export const postgres: Scenario = {
  name: 'postgres',
  promise:
    'the same on PostgreSQL, while writers, our server, its connections and PostgreSQL’s own processes are killed',
  async run(context) {
    if (!findPostgres()) throw new Skipped('not run: no PostgreSQL server program was found')
    // Always one of our own: killing a session with SIGKILL takes every other session of the server with it.
    const server = await startPostgres()
    try {
      return await tortureOn(server.url, context)
    } finally {
      await server.stop()
    }
  },
}

async function tortureOn(databaseUrl: string, context: Context): Promise<string> {
  const { short, folder, say } = context
  const each = short ? 1_000 : 25_000
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const place = { dataDir, databaseUrl, masterKey: randomBytes(32).toString('base64') }
  const journal = createJournal()
  await opened(place, async () => {})
  const reader = await startReader(place)
  try {
    const since = performance.now()
    const crowd = startCrowd(place, 4, each, journal, true)
    const kills = await killAround(context, databaseUrl, crowd, reader)
    const seconds = (performance.now() - since) / 1_000
    assertNone(crowd.faults, 'while four processes appended')
    say(`${journal.acked.size} acknowledged, ${Math.round(journal.acked.size / seconds)} a second`)
    await untilAnswering(databaseUrl)
    const { size, faults } = await examine(databaseUrl, journal)
    assertNone(faults, 'after four processes appended')
    const lag = await untilHeard(reader, size)
    assertNone(reader.faults, 'in the event stream')
    const { writers, servers, connections, crashes } = kills
    return `${size} entries, verified; killed ${writers} writers, ${servers} servers, ${connections} connections, PostgreSQL ${crashes} times; ${journal.lost.size} of unknown outcome, none doubled; the stream whole (${lag} ms after the last)`
  } finally {
    await reader.close()
  }
}

async function killAround({ short, random }: Context, url: string, crowd: Crowd, reader: Reader) {
  const kills = { writers: 0, servers: 0, connections: 0, crashes: 0 }
  const wanted = short
    ? { writers: 2, servers: 1, connections: 3, crashes: 1 }
    : { writers: 20, servers: 10, connections: 40, crashes: 5 }
  const means = {
    writers: async () => crowd.killOne(random.between(0, 3)),
    // While PostgreSQL recovers a server that starts says so and ends, as it should.
    servers: () => untilAnswering(url).then(() => reader.killServer()),
    connections: () => onServer(url, terminateOne),
    crashes: () => onServer(url, crash),
  }
  const names = ['writers', 'servers', 'connections', 'crashes'] as const
  let running = true
  const finished = crowd.finished.finally(() => {
    running = false
  })
  for (;;) {
    await Promise.race([finished, delay(random.between(200, short ? 600 : 2_000))])
    const left = names.filter((name) => kills[name] < wanted[name])
    if (!running || left.length === 0) break
    const name = random.pick(left)
    kills[name] += (await means[name]()) ?? 1
  }
  await finished
  return kills
}

/** The last thing done may have been to kill it: it recovers from its log, and refuses everybody until it has. */
async function untilAnswering(url: string): Promise<void> {
  const deadline = performance.now() + recoveryMs
  while ((await onServer(url, async (client) => (await client.query('select 1')).rowCount ?? 0)) === 0) {
    if (performance.now() > deadline) throw new Error('PostgreSQL did not come back after it was killed')
    await delay(100)
  }
}

/** What is asked of a server that may be starting up again: asked in vain, it counts as nothing done. */
async function onServer(url: string, ask: (client: Client) => Promise<number>): Promise<number> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return await ask(client)
  } catch {
    return 0
  } finally {
    await client.end().catch(() => {})
  }
}

async function terminateOne(client: Client): Promise<number> {
  const { rowCount } = await client.query(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name like 'countersign%' order by random() limit 1`)
  return rowCount ?? 0
}

/** SIGKILL for one session's process: PostgreSQL drops all sessions and recovers from its log, as after a crash. */
async function crash(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(`
    select pid from pg_stat_activity where application_name = 'countersign' and pid <> pg_backend_pid() limit 1`)
  const pid = rows[0]?.pid
  if (pid === undefined || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres')) return 0
  process.kill(pid, 'SIGKILL')
  return 1
}
