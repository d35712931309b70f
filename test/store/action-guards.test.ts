import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../main/store/schema.ts'
import { type Queue, startQueue } from '../http/action-kit.ts'
import { type Scene, scenes } from '../http/action-scenes.ts'
import { engines } from '../support/engines.ts'

const stays = 'what was proposed never changes, and what was decided stays decided'

/** Every column of the proposal, and a value that it does not have. */
const facts: [column: string, value: string][] = [
  ...['id', 'type', 'target_ref', 'reason', 'mode', 'payload', 'proposed_by', 'proposed_by_digest'],
  ...['proposed_through', 'supersedes', 'proposed_at', 'expires_at', 'terms', 'proposal_digest', 'words'],
].map((column): [string, string] => [column, `'other'`])
const numbers: [column: string, value: string][] = [
  ['tier', '2'],
  ['workspace', `'elsewhere'`],
]

const state = (engine: Engine, path: string, value: string) =>
  engine === 'sqlite'
    ? `json_set(state, '$.${path}', json('${value}'))`
    : `jsonb_set(state::jsonb, '{${path.replaceAll('.', ',')}}', '${value}')::text`

/** What was decided, and another decision. */
const decisions: [Scene, path: string, value: string][] = [
  ['executed', 'progress.outcome', '{"exit":1}'],
  ['executed', 'progress.executed_at', '"2020-01-01T00:00:00.000Z"'],
  ['executed', 'approvals', '[]'],
  ['executed', 'claim', '{}'],
  ['executed', 'progress', '{"status":"proposed"}'],
  ['executed by itself', 'progress', '{"status":"proposed"}'],
  ['rejected', 'progress.note', '"other"'],
  ['rejected', 'progress', '{"status":"approved"}'],
  ['expired', 'progress', '{"status":"proposed"}'],
  ['executed after breaking glass', 'progress.outcome', '1'],
]

const columns = `workspace, type, tier, target_ref, reason, mode, payload, proposed_by, proposed_by_digest, proposed_through,
  supersedes, proposed_at, expires_at, terms, proposal_digest, words, state, status, last_seq`
const ofEngine = (engine: Engine, id: string): [statement: string, why: string][] =>
  engine === 'postgresql'
    ? [['truncate action cascade', 'append-only']]
    : ['id', 'n, id'].map((key) => [
        `insert or replace into action (${key}, ${columns}) select ${key}, ${columns} from action where id = '${id}'`,
        stays,
      ])

describe.each(engines)('the database itself on %s lets nobody change', (engine) => {
  let q: Queue
  let id: string
  beforeAll(async () => {
    q = await startQueue(engine)
    await q.keyFor(['viewer'], 'elsewhere')
    id = (await scenes.approved(q)).id
  })
  afterAll(() => q.close())
  const run = (statement: string) => q.services.store.write('w', (tx) => sql.raw(statement).execute(tx.db))
  /** What the database itself said, behind the sentence that the store makes of it. */
  const said = async (attempt: Promise<unknown>): Promise<string> => {
    const error = await attempt.then(
      () => new Error('nothing'),
      (reason: Error) => reason,
    )
    return `${error.message} (${error.cause instanceof Error ? error.cause.message : ''})`
  }
  const set = (on: string, change: string) => run(`update action set ${change} where id = '${on}'`)

  test.each([...facts, ...numbers])('what was proposed: %s', async (column, value) => {
    expect(await said(set(id, `${column} = ${value}`))).toMatch(stays)
  })

  test('the order of proposals', async () => {
    expect(await said(set(id, 'n = n + 1000'))).toMatch(engine === 'sqlite' ? stays : 'can only be updated to DEFAULT')
  })

  test.each(decisions)('what was decided: of what is %s, %s', async (scene, path, value) => {
    const row = await scenes[scene](q)
    const after = state(engine, path, value)
    const status = path === 'progress' ? `, status = '${JSON.parse(value).status}'` : ''
    expect(await said(set(row.id, `state = ${after}${status}`))).toMatch(stays)
    expect(await q.row(row.id)).toMatchObject({ status: row.status })
  })

  test('a row: neither by deleting it, nor all of them, nor by putting another in its place', async () => {
    expect(await said(run(`delete from action where id = '${id}'`))).toMatch(stays)
    expect(await said(run('delete from action'))).toMatch(stays)
    for (const [statement, why] of ofEngine(engine, id)) expect(await said(run(statement))).toMatch(why)
  })

  test('a status that the state does not have', async () => {
    expect(await said(set(id, `status = 'proposed'`))).toMatch(/check constraint|CHECK constraint/)
  })

  test('but for what may still happen: a review is closed after the execution', async () => {
    const { id: open } = await scenes['executed after breaking glass'](q)
    expect((await q.did(open, 'close-review', 'approver')).break_glass?.review).not.toBeNull()
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
