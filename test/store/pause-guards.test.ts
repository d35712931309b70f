import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../main/store/schema.ts'
import { asJson, type Queue, startQueue } from '../http/action-kit.ts'
import { engines } from '../support/engines.ts'

const stays = 'a pause says who asked for it and why, and is over once'
const facts = ['pause_id', 'agent', 'reason', 'until', 'paused_at', 'paused_by', 'paused_by_digest']
const columns = 'workspace, pause_id, agent, reason, until, paused_at, paused_by, paused_by_digest, last_seq'
const ofEngine: Record<Engine, (id: string) => [statement: string, why: string]> = {
  postgresql: () => ['truncate agent_pause', 'append-only'],
  sqlite: (id) => [
    `insert or replace into agent_pause (${columns}) select ${columns} from agent_pause where pause_id = '${id}'`,
    stays,
  ],
}

describe.each(engines)('the database itself on %s lets nobody change', (engine) => {
  let q: Queue
  let paused: string
  let over: string
  const pauses = '/api/v1/pauses'
  beforeAll(async () => {
    q = await startQueue(engine, { only: ['commander'] })
    await q.keyFor(['viewer'], 'elsewhere')
    const pause = async (agent: string) =>
      (await asJson<{ id: string }>(await q.send(pauses, { agent, reason: 'It loops' }, 'commander'), 201)).id
    paused = await pause('a')
    over = await pause('b')
    await asJson(await q.send(`${pauses}/${over}/resume`, {}, 'commander'), 200)
  })
  afterAll(() => q.close())
  const run = (statement: string) => q.services.store.write('w', (tx) => sql.raw(statement).execute(tx.db))
  /** What the database itself said, behind the sentence that the store makes of it. */
  const said = async (attempt: Promise<unknown>): Promise<string> => {
    const error: unknown = await attempt.catch((reason: unknown) => reason)
    if (!(error instanceof Error)) return 'nothing'
    return `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`
  }

  test.each(facts)('%s of a pause', async (column) => {
    expect(await said(run(`update agent_pause set ${column} = 'other' where pause_id = '${paused}'`))).toContain(stays)
  })

  test.each(['workspace', 'n'])('%s of a pause', async (column) => {
    const value = column === 'n' ? '999' : `'elsewhere'`
    const attempt = run(`update agent_pause set ${column} = ${value} where pause_id = '${paused}'`)
    // An identity column of PostgreSQL refuses by itself.
    expect(await said(attempt)).toMatch(new RegExp(`${stays}|can only be updated to DEFAULT|row-level security`))
  })

  test.each(['resumed_at = null, resumed_by = null, resumed_by_digest = null', `resumed_by = 'other'`, 'last_seq = 1'])(
    'one that is over: %s',
    async (change) => {
      expect(await said(run(`update agent_pause set ${change} where pause_id = '${over}'`))).toContain(stays)
    },
  )

  test('that it was', async () => {
    for (const id of [paused, over])
      expect(await said(run(`delete from agent_pause where pause_id = '${id}'`))).toContain(stays)
    const [statement, why] = ofEngine[engine](paused)
    expect(await said(run(statement))).toContain(why)
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
