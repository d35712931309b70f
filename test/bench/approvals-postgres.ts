import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { rowOf } from '../../main/store/action-record.ts'
import { knowActor } from '../../main/store/actors.ts'
import { readTree } from '../../main/store/ledger-rows.ts'
import { within } from '../../main/store/within.ts'
import { propose, type Who } from '../../shared/domain/action.ts'
import { fillQueue } from '../support/fill-queue.ts'
import { findPostgres, startPostgres } from '../support/postgres.ts'
import { actionsPath, approval, identityOf, openActions, workspace } from './action-fixture.ts'
import { interleave, type Measurement, median, perSecond } from './measure.ts'
import { hearStatements, pgbenchScript, runPgbench } from './pgbench.ts'
import { type Served, serveProduct } from './served.ts'

/** As many as a server's pool has connections. */
const clients = 12
const seconds = 4
/** How many a client may approve in one turn, and in all. */
const inATurn = 1_500
const eachHas = inATurn * 6

/** What client `c` approves as its `k`th; pgbench can make this id too. */
const idOf = (c: number, k: number): string => `019aa000-0000-7000-8000-${100_000_000_000 + c * 1_000_000 + k}`

/**
 * Approvals per second over HTTP by one and by three servers, against pgbench saying what an approval says to PostgreSQL,
 * a transaction each. All are of one workspace, so all wait for one row, that of the ledger's head.
 */
export const measurePostgresApprovals: Measurement = async ({ folder, quick }) => {
  if (!findPostgres()) throw new Error('no PostgreSQL server program was found')
  const server = await startPostgres()
  const masterKey = randomBytes(32).toString('base64')
  process.env.COUNTERSIGN_MASTER_KEY = masterKey
  process.env.COUNTERSIGN_TEST_POSTGRES = server.url
  process.env.COUNTERSIGN_TEST_POSTGRES_ADMIN = server.adminUrl
  const running: Served[] = []
  const urlOf = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const onServer = async (text: string) => {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  try {
    await onServer('create database prepared')
    const { key, script } = await prepare({ dataDir: folder, databaseUrl: urlOf('prepared'), masterKey })
    const file = join(folder, 'approval.pgbench')
    writeFileSync(file, script)
    const config = join(folder, 'approvals-postgres.json')
    writeFileSync(config, JSON.stringify({ limits: { transitions_per_minute: 1_000_000 } }))
    const serve = async (name: string, count: number): Promise<string[]> => {
      await onServer(`create database ${name} template prepared`)
      for (let i = 0; i < count; i++)
        running.push(await serveProduct('--data', folder, '--config', config, '--database', urlOf(name)))
      return running.slice(-count).map(({ url }) => url)
    }
    const [one, three] = [approver(await serve('one', 1), key), approver(await serve('three', 3), key)]
    await onServer('create database bare template prepared')
    let turn = 0
    const bare = () => runPgbench({ url: asOf(urlOf('bare')), file, clients, seconds, inATurn, done: inATurn * turn++ })
    const samples = await interleave({ one, three, bare }, { rounds: quick ? 1 : 4, warmUp: 1 })
    const limit = median(samples.bare)
    const row = (name: string, ours: number) => ({
      name: `PostgreSQL, approvals over HTTP by ${name}`,
      ours: perSecond(ours, 'approvals'),
      limit: perSecond(limit, 'approvals'),
      ratio: ours / limit,
      aim: { atLeast: 0.5 },
      notes: [],
      numbers: { ours, limit },
    })
    const said = script.split('\n').length - 2
    const notes = [
      `the limit is pgbench with the ${said} statements that an approval sends, prepared, in a transaction of its own; ${clients} clients, one workspace`,
      'ours share transactions where they wait; clients, servers and PostgreSQL are on the same machine',
    ]
    return [{ ...row('one server', median(samples.one)), notes }, row('three servers', median(samples.three))]
  } finally {
    for (const each of running) await each.stop()
    await server.stop()
    delete process.env.COUNTERSIGN_MASTER_KEY
  }
}

type Place = Parameters<typeof openActions>[0]

/** A database full of proposals, a key that approves, and what the database is told when it does. */
async function prepare(place: Place): Promise<{ key: string; script: string }> {
  const hearing = hearStatements()
  const { services, keyOf, ask, propose: make, close } = await openActions(place)
  try {
    const key = await keyOf('approver', 'approver')
    const operator = await services.store.write(workspace, (tx) => knowActor(tx, identityOf('operator')))
    const row = (i: number) => proposalOf(idOf(Math.floor(i / eachHas), i % eachHas), operator)
    await fillQueue({ database: services.database, count: clients * eachHas, row })
    const approve = async (id: string) => {
      const answer = await ask(key, `${actionsPath}/${id}/approve`, approval)
      if (answer.status !== 200) throw new Error(await answer.text())
    }
    // The first times something more is said: that the key was used, who this is.
    for (const id of await make(20)) await approve(id)
    const { size } = await within(workspace, () => readTree(services.store.read, workspace))
    const statements = await hearing.during(() => approve(idOf(0, 0)))
    return { key, script: pgbenchScript(statements, { id: idOf(0, 0), size }) }
  } finally {
    hearing.stop()
    await close()
  }
}

/** Says what a server's connection has been told: whose rows are meant. */
const asOf = (url: string): string => `${url}?options=-c%20countersign.workspace%3D${workspace}`

function proposalOf(id: string, who: Who) {
  const terms = { approvals_required: 1, self_approval: true, typed: false, single_operator: false }
  const times = { proposed_at: new Date().toISOString(), expires_at: new Date(Date.now() + 86_400_000).toISOString() }
  const what = { type: 'throttle', tier: 2, target_ref: 'checkout-agent@4f2c9e1', mode: 'supervised' } as const
  const about = {
    reason: 'The canary drifts',
    payload: { rate: 120 },
    proposed_through: 'direct',
    supersedes: null,
  } as const
  return rowOf(propose({ id, workspace, proposed_by: who, terms, ...times, ...what, ...about }), 1)
}

/** Approves for as long as a turn lasts, from all clients at once; each goes on where it was. */
function approver(urls: readonly string[], key: string): () => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const done = Array.from({ length: clients }, () => 1)
  return async () => {
    const started = performance.now()
    let count = 0
    const client = async (c: number) => {
      while (performance.now() - started < seconds * 1_000) {
        const k = done[c] ?? 0
        done[c] = k + 1
        if (k >= eachHas) throw new Error('there are not enough proposals')
        await post(agent, `${urls[c % urls.length]}${actionsPath}/${idOf(c, k)}/approve`, key)
        count += 1
      }
    }
    await Promise.all(done.map((_, c) => client(c)))
    return (count * 1_000) / (performance.now() - started)
  }
}

function post(agent: Agent, url: string, key: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const headers = { authorization: `Bearer ${key}`, ...approval.headers }
  const sent = request(url, { agent, method: 'POST', headers }, (answer) => {
    let text = ''
    answer.on('data', (chunk) => (text += chunk))
    answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}: ${text}`))))
  })
  sent.on('error', reject)
  sent.end(approval.body)
  return promise
}
