import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { appendTo } from '../../main/use-cases/chat/append-to.ts'
import { changeSession } from '../../main/use-cases/chat/change-session.ts'
import { createSession } from '../../main/use-cases/chat/create-session.ts'
import { deleteSession } from '../../main/use-cases/chat/delete-session.ts'
import type { Json } from '../../shared/domain/entry.ts'
import { stillTime } from '../http/action-kit.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'
import { actAs } from './tampering/deploy-story.ts'
import { openRaw, type Raw } from './tampering/raw.ts'

describe.each(engines)('chats and the ledger on %s', (engine) => {
  const time = stillTime()
  let app: TestApp
  let count = 0
  beforeAll(async () => {
    app = await startApp(engine, { clock: time.now })
  })
  afterAll(() => app.close())
  const open = async (): Promise<string> => {
    count += 1
    await ensureWorkspace(app.services.store, `w${count}`, ada)
    return `w${count}`
  }
  const verify = (workspace: string) => verifyDatabase({ database: app.place.database, workspace })
  const chat = (workspace: string, by = ada) =>
    actAs(app.services, workspace, by, async (act) => {
      const session = await createSession(act)
      await appendTo(act, session, { role: 'user', content: 'How are my agents?' })
      return session.session_id
    })
  const change = (workspace: string, id: string, wanted: { title?: string; archived?: boolean }) =>
    actAs(app.services, workspace, ada, (act) => changeSession(act, id, wanted))
  const tell = async (workspace: string) => {
    await chat(workspace)
    await change(workspace, await chat(workspace), { title: 'Other', archived: true })
    const back = await chat(workspace)
    await change(workspace, back, { archived: true })
    await change(workspace, back, { archived: false })
    const gone = await chat(workspace)
    await actAs(app.services, workspace, ada, (act) => deleteSession(act, gone))
    await chat(workspace, grace)
  }
  const prune = async (workspace: string) => {
    time.pass(60)
    expect(await pruneEntries(app.services, ada, { workspace, before: time.text() })).toMatchObject({ ok: true })
  }

  test('a story of them verifies; pruned, and pruned again, and with one of two owners erased', async () => {
    const workspace = await open()
    for (const _ of ['one', 'two']) {
      await tell(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true })
      await prune(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true, pruned: expect.any(Number) })
    }
    const erased = await eraseActor(app.services, ada, { workspace, actor: grace.subject })
    expect(erased).toMatchObject({ ok: true })
    expect(await verify(workspace)).toMatchObject({ ok: true })
    const rows = await app.services.store.write(workspace, (tx) =>
      tx.db.selectFrom('chat_session').selectAll().where('workspace', '=', workspace).execute(),
    )
    expect(rows).toHaveLength(6)
    await prune(workspace)
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  test.each<[what: string, action: string, data: Json, why: RegExp]>([
    ['a chat made twice', 'chat.session.created', {}, /made twice/],
    ['an archive of what is not in it', 'chat.session.unarchived', {}, /so already/],
    ['a form that is none', 'chat.session.renamed', { title: 'x' }, /does not say/],
    ['a deletion of its own form', 'chat.session.deleted', {}, /does not say/],
  ])('an entry that nothing here writes is named: %s', async (_, action, data, why) => {
    const workspace = await open()
    const id = await chat(workspace)
    const { seq } = await actAs(app.services, workspace, ada, async ({ tx, who }) =>
      tx.append({ action, subject: `chat:${id}`, data, actor: who }),
    )
    expect(await verify(workspace)).toMatchObject({ ok: false, first_bad: { seq, why: expect.stringMatching(why) } })
  })

  test.each(['renamed', 'archived', 'deleted'])('so is a chat of another that was %s', async (kind) => {
    const workspace = await open()
    const id = await chat(workspace)
    const data = kind === 'deleted' ? { messages: 1 } : {}
    const { seq } = await actAs(app.services, workspace, grace, async ({ tx, who }) =>
      tx.append({ action: `chat.session.${kind}`, subject: `chat:${id}`, data, actor: who }),
    )
    const why = expect.stringMatching(/whose it was not/)
    expect(await verify(workspace)).toMatchObject({ ok: false, first_bad: { seq, why } })
  })

  describe('somebody who owns the database', () => {
    let raw: Raw
    let workspace: string
    beforeAll(async () => {
      workspace = await open()
      await tell(workspace)
      await prune(workspace)
      await tell(workspace)
      raw = await openRaw(engine, app.place)
    })
    afterAll(() => raw?.close())

    test('gives no chat to another, nor takes one away or puts one there, unseen', async () => {
      const rows = await raw.rows('chat_session', workspace)
      expect(rows).toHaveLength(8)
      const checked = ['session_id', 'owner', 'archived', 'created_at', 'last_seq']
      for (const row of rows) {
        for (const column of checked) {
          const was = row[column]
          const other = Number.isInteger(Number(was)) ? 1 - Number(was) : `${was}`.replace(/.$/, '~')
          expect(await raw.set('chat_session', row, column, other)).toBe(true)
          const report = await verify(workspace)
          expect(report.ok, `${column} of ${JSON.stringify(row)}`).toBe(false)
          expect(report.first_bad?.why).toMatch(/chat/)
          await raw.set('chat_session', { ...row, [column]: other }, column, was)
        }
        await raw.take('chat_session', row)
        expect((await verify(workspace)).first_bad?.why).toMatch(/removed without an entry/)
        await raw.put('chat_session', row)
      }
      await raw.put('chat_session', { ...rows[0], session_id: 'stranger' })
      expect((await verify(workspace)).first_bad?.why).toMatch(/never made by an entry/)
      await raw.take('chat_session', { session_id: 'stranger' })
    })

    test('what was said is not of the record: it can be deleted', async () => {
      await raw.run(`delete from chat_message where workspace = '${workspace}'`)
      await raw.run(`update chat_session set title = 'x', updated_at = 'y', message_count = 0`)
      expect(await verify(workspace)).toMatchObject({ ok: true })
    })
  })
})
