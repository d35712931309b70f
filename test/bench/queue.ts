import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { knowActor } from '../../main/store/actors.ts'
import { freshDatabase } from '../support/database.ts'
import { fillQueue } from '../support/fill-queue.ts'
import { findPostgres, startPostgres } from '../support/postgres.ts'
import { commonWord, queueRow, rareWord } from '../support/queue-rows.ts'
import { actionsPath, identityOf, openActions, type Place, workspace } from './action-fixture.ts'
import { interleave, type Measurement, median, ms, type Options, percentile, type Row, timed } from './measure.ts'

/** `place` is a query of its own, the answer to which says where the page begins. */
type Shape = { name: string; query: string; place?: { long: string; short: string } }
type Queue = { ask(query: string): Promise<string>; close(): Promise<void> }

const shapes: readonly Shape[] = [
  { name: 'newest first', query: '' },
  { name: 'page 1,000, by cursor', query: '', place: { long: 'offset=49900', short: 'offset=0' } },
  { name: 'one status', query: 'status=executed' },
  { name: 'one type, oldest first', query: 'type=kill_run&sort=proposed_at' },
  { name: 'two statuses, two tiers, one mode', query: 'status=executed&status=rejected&tier=2&tier=3&mode=supervised' },
  { name: 'pending, by target', query: 'pending=true&sort=target_ref' },
  { name: 'search for a common word', query: `q=${commonWord}` },
  { name: 'search, 20 matches', query: `q=${rareWord}` },
  { name: 'search, by target', query: `q=${commonWord}&sort=target_ref` },
  { name: 'one status, with its total', query: 'status=executed&total=true' },
]

/** A page of the queue at a million rows against the same page at a thousand; through the whole API, on both databases. */
export const measureQueue: Measurement = async (options) => {
  const inFolder = (name: string): Place => ({ dataDir: join(options.folder, name) })
  const rows = await compare(options, 'SQLite', async (name) => inFolder(name))
  if (!findPostgres()) return rows
  const server = await startPostgres()
  process.env.COUNTERSIGN_TEST_POSTGRES = server.url
  process.env.COUNTERSIGN_TEST_POSTGRES_ADMIN = server.adminUrl
  try {
    const masterKey = randomBytes(32).toString('base64')
    const place = async (name: string) => ({
      ...inFolder(`${name}-postgres`),
      databaseUrl: (await freshDatabase()).url,
      masterKey,
    })
    return [...rows, ...(await compare(options, 'PostgreSQL', place))]
  } finally {
    await server.stop()
  }
}

async function compare(
  { quick }: Options,
  engine: string,
  placeOf: (name: string) => Promise<Place>,
): Promise<readonly Row[]> {
  const count = quick ? 100_000 : 1_000_000
  const short = await openQueue(await placeOf('queue-short'), 1_000)
  const long = await openQueue(await placeOf('queue-long'), count)
  try {
    const rows: Row[] = []
    for (const shape of shapes) rows.push(await measureShape(shape, { engine, count, quick, short, long }))
    return rows
  } finally {
    await short.close()
    await long.close()
  }
}

async function openQueue(place: Place, count: number): Promise<Queue> {
  const { services, keyOf, ask, close } = await openActions(place)
  const key = await keyOf('approver', 'approver')
  const who = await services.store.write(workspace, (tx) => knowActor(tx, identityOf('operator')))
  const queue = { count, who, workspace, now: Date.now() }
  await fillQueue({ database: services.database, count, row: (i) => queueRow(i, queue) })
  return {
    async ask(query) {
      const answer = await ask(key, `${actionsPath}?${query}`)
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${query}: ${text}`)
      return text
    },
    close,
  }
}

type Compared = { engine: string; count: number; quick: boolean; short: Queue; long: Queue }

async function measureShape({ name, query, place }: Shape, on: Compared): Promise<Row> {
  const { engine, count, quick, short, long } = on
  const queryOn = async (queue: Queue, from: string | undefined) => {
    if (from === undefined) return query
    const { next_cursor } = JSON.parse(await queue.ask(from)) as { next_cursor: string }
    return `${query}&cursor=${next_cursor}`
  }
  const [here, there] = [await queryOn(long, place?.long), await queryOn(short, place?.short)]
  const items = async (queue: Queue, asked: string) =>
    (JSON.parse(await queue.ask(asked)) as { items: [] }).items.length
  const [ofLong, ofShort] = [await items(long, here), await items(short, there)]
  if (ofLong !== ofShort || ofLong === 0) throw new Error(`${name}: ${ofLong} rows against ${ofShort}`)
  const samples = await interleave(
    { ours: () => timed(() => long.ask(here)), limit: () => timed(() => short.ask(there)) },
    { rounds: quick ? 10 : 40, turns: 5, warmUp: 4 },
  )
  const [ours, limit] = [median(samples.ours), median(samples.limit)]
  return {
    name: `${engine}, list of ${count.toLocaleString('en')}: ${name}`,
    ours: `${ms(ours)} (p95 ${ms(percentile(samples.ours, 0.95))})`,
    limit: `${ms(limit)} (p95 ${ms(percentile(samples.limit, 0.95))})`,
    ratio: ours / limit,
    aim: { atMost: 1.2 },
    notes: [],
    numbers: { ours, limit },
  }
}
