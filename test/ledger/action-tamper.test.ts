import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { engines } from '../support/engines.ts'
import { type Change, changes, type Row } from './tampering/action-changes.ts'
import { type Name, type Told, tellActions } from './tampering/action-story.ts'
import { type Sql, spoilt as spoil } from './tampering/spoilt.ts'

type Story = Awaited<ReturnType<typeof tellActions>>
describe.each(engines)('somebody who owns the database on %s and changes', (engine) => {
  let story: Story
  beforeAll(async () => {
    story = await tellActions(engine)
  }, 60_000)
  afterAll(() => story.place.remove())

  /** Every other case is about a row whose entries are pruned, once or twice ago. */
  const chapterOf = (round: number) => story.chapters[round % story.chapters.length] ?? { rows: new Map(), prunedTo: 0 }
  const told = (name: Name, round: number): Told =>
    chapterOf(round).rows.get(name) ?? { id: '', last_seq: 0, over: false }

  const spoilt = (change: (sql: Sql) => Promise<void>) =>
    spoil(engine, story.place, change, (database) => verifyDatabase({ database, workspace: 'w' }))
  const rowOf = async (sql: Sql, id: string): Promise<Row> =>
    (await sql.all<Row>('select * from action where id = ?', id))[0] ?? {}
  const update = async (sql: Sql, id: string, change: Row) => {
    const names = Object.keys(change)
    await sql.run(
      `update action set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`,
      ...Object.values(change),
      id,
    )
  }

  test('nothing, is told that all is well', async () => {
    expect(await spoilt(async () => {})).toMatchObject({ ok: true, pruned: story.chapters[1]?.prunedTo })
  })

  // What a row says is compared by the same code on both, so on PostgreSQL a third of it is enough.
  const some = changes.filter((_, i) => engine === 'sqlite' || i % 3 === 0)
  test.each(some.map((change, i): [string, Name, Change, number] => [...change, i]))(
    '%s (%s) is found, and the entry named',
    async (_, name, change, round) => {
      const row = told(name, round)
      const { ok, first_bad: bad } = await spoilt(async (sql) => {
        const other = await rowOf(sql, told('executed', round + 1).id)
        await update(sql, row.id, change(await rowOf(sql, row.id), other))
      })
      expect(ok).toBe(false)
      const { prunedTo } = chapterOf(round)
      // What was over when it was pruned is proven all together; the prune says up to where.
      const exact = row.over && prunedTo !== undefined ? [row.last_seq, row.last_seq + 1, prunedTo] : [row.last_seq]
      expect(exact, bad?.why).toContain(bad?.seq)
    },
  )

  test.each([0, 1, 2])('a row, away, is found (chapter %d)', async (round) => {
    for (const name of ['approved', 'executed', 'proposed, tier 1'] as const) {
      const { id, last_seq, over } = told(name, round)
      const report = await spoilt((sql) => sql.run('delete from action where id = ?', id))
      const seq = over ? (chapterOf(round).prunedTo ?? last_seq) : last_seq
      expect(report).toMatchObject({ ok: false, first_bad: { seq } })
    }
  })

  test.each([0, 1, 2])('a row into one more, or into another workspace, is found (chapter %d)', async (round) => {
    const names = `workspace, type, tier, target_ref, reason, mode, payload, proposed_by, proposed_by_digest, proposed_through,
      supersedes, proposed_at, expires_at, terms, proposal_digest, words, state, status, last_seq`
    for (const name of ['approved', 'executed'] as const) {
      const { id, last_seq } = told(name, round)
      const copied = await spoilt((sql) =>
        sql.run(`insert into action (id, ${names}) select ?, ${names} from action where id = ?`, `copy of ${id}`, id),
      )
      expect(copied.ok).toBe(false)
      expect(copied.first_bad?.seq).toBeGreaterThanOrEqual(last_seq)
      const moved = await spoilt(async (sql) => {
        await sql.run(`insert into workspace (id, created_at) values ('other', 'x') on conflict do nothing`)
        await update(sql, id, { workspace: 'other' })
      })
      expect(moved.ok).toBe(false)
    }
  })

  test.each<[what: string, statement: string, action: string]>([
    ['the hold, to none', 'update workspace_hold set held = 0', 'workspace.hold.placed'],
    ['why it is held', `update workspace_hold set reason = 'other'`, 'workspace.hold.placed'],
    ['who holds it', `update workspace_hold set by_id = 'other'`, 'workspace.hold.placed'],
    ['since when it is held', `update workspace_hold set since = 'x'`, 'workspace.hold.placed'],
    ['the hold, away', 'delete from workspace_hold', 'workspace.hold.placed'],
    ['the policy, to none', 'update workspace_policy set single_operator = 0', 'workspace.policy.changed'],
    ['who set the policy', `update workspace_policy set by_digest = 'x'`, 'workspace.policy.changed'],
    ['the policy, away', 'delete from workspace_policy', 'workspace.policy.changed'],
    ['the entry of the policy', 'update workspace_policy set last_seq = 1', 'workspace.policy.changed'],
    ['a tag', `update trace_tag set tag = 'fast' where seq = (select max(seq) from trace_tag)`, 'trace.tag.added'],
    [
      'the trace of a tag',
      `update trace_tag set trace_id = 'x' where seq = (select max(seq) from trace_tag)`,
      'trace.tag.added',
    ],
    [
      'whose tag it is',
      `update trace_tag set action_id = 'x' where seq = (select max(seq) from trace_tag)`,
      'trace.tag.added',
    ],
    [
      'when it was tagged',
      `update trace_tag set at = 'x' where seq = (select max(seq) from trace_tag)`,
      'trace.tag.added',
    ],
    ['a tag, away', 'delete from trace_tag where seq = (select max(seq) from trace_tag)', 'trace.tag.added'],
  ])('%s is found, and the entry named', async (_, statement, action) => {
    let seq = 0
    const report = await spoilt(async (sql) => {
      const found = await sql.all<{ seq: number | string }>(
        'select max(seq) as seq from ledger_entry where action = ?',
        action,
      )
      seq = Number(found[0]?.seq)
      await sql.run(statement)
    })
    expect(report).toMatchObject({ ok: false, first_bad: { seq } })
  })

  test('a tag that a prune carried over, or one more, is found too', async () => {
    const first = await spoilt((sql) =>
      sql.run(`update trace_tag set tag = 'fast' where seq = (select min(seq) from trace_tag)`),
    )
    expect(first.ok).toBe(false)
    const added = `insert into trace_tag (workspace, trace_id, tag, action_id, at, seq) values ('w', 'x', 'y', 'z', 'x', 999999)`
    expect(await spoilt((sql) => sql.run(added))).toMatchObject({ ok: false, first_bad: { seq: 999_999 } })
  })
})
