import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../../main/store/store.ts'
import { within } from '../../../main/store/within.ts'
import { appendTo } from '../../../main/use-cases/chat/append-to.ts'
import { createSession } from '../../../main/use-cases/chat/create-session.ts'
import { deleteSession } from '../../../main/use-cases/chat/delete-session.ts'
import { findOwnSession } from '../../../main/use-cases/chat/find-own-session.ts'
import { nameSession } from '../../../main/use-cases/chat/name-session.ts'
import { readHistory } from '../../../main/use-cases/chat/read-history.ts'
import { beginReply, updateReply } from '../../../main/use-cases/chat/write-reply.ts'
import { stillTime } from '../../http/action-kit.ts'
import { startApp, type TestApp } from '../../http/harness.ts'
import { actAs } from '../../ledger/tampering/deploy-story.ts'
import { engines } from '../../support/engines.ts'
import { ada } from '../../support/people.ts'

describe.each(engines)('a reply that is being written, on %s', (engine) => {
  const time = stillTime()
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(engine, { clock: time.now })
    await app.fill(1)
  })
  afterAll(() => app.close())

  const act = <T>(does: Parameters<typeof actAs<T>>[3]) => actAs(app.services, 'w', ada, does)
  const chat = () => act((each) => createSession(each))
  const inTx = <T>(unit: (tx: Tx) => Promise<T>) => app.services.store.write('w', unit)
  const history = (id: string, limit = 40) => within('w', () => readHistory(app.services.store.read, 'w', id, limit))
  const now = async ({ owner, session_id }: { owner: string; session_id: string }) =>
    within('w', async () => {
      const found = await findOwnSession(app.services.store.read, 'w', owner, session_id)
      if (!found) throw new Error('the chat is gone')
      return found
    })
  const data = { action_id: 'a', type: 'throttle' as const, tier: 2, target_ref: 'x', reason: 'y', agent: null }
  const tiles = [{ kind: 'deployment_action' as const, id: 't', data }]

  test('is kept as far as it has come, says that it is cut off until it is whole, and counts once', async () => {
    const session = await chat()
    // A question and its reply in one transaction, with the session as it was found: both count.
    const reply = await act(async (each) => {
      await appendTo(each, session, { role: 'user', content: 'How are my agents?' })
      return beginReply(each, session)
    })
    expect(reply).toMatchObject({ role: 'assistant', content: '', tiles: [], status: 'cut_off' })
    expect(await now(session)).toMatchObject({ message_count: 2, title: 'How are my agents?' })
    time.pass(5)
    expect(await inTx((tx) => updateReply(tx, reply.id, { content: 'Al', tiles, status: 'cut_off' }))).toBe(true)
    expect((await history(session.session_id)).at(-1)).toEqual({ ...reply, content: 'Al', tiles })
    expect(await inTx((tx) => updateReply(tx, reply.id, { content: 'All well.', tiles, status: 'complete' }))).toBe(
      true,
    )
    expect((await history(session.session_id)).map(({ content, status }) => [content, status])).toEqual([
      ['How are my agents?', 'complete'],
      ['All well.', 'complete'],
    ])
    expect(await now(session)).toMatchObject({ message_count: 2, updated_at: time.text() })
  })

  test('may end in half a character, or hold a zero byte: what can be kept of it is', async () => {
    const session = await chat()
    const { id } = await act((each) => beginReply(each, session))
    await inTx((tx) => updateReply(tx, id, { content: 'a\u0000b \ud83d', tiles: [], status: 'cut_off' }))
    expect((await history(session.session_id)).at(-1)?.content).toBe('ab \ufffd')
  })

  test('leaves nothing in a chat that was deleted meanwhile', async () => {
    const session = await chat()
    const { id } = await act((each) => beginReply(each, session))
    await act((each) => deleteSession(each, session.session_id))
    expect(await inTx((tx) => updateReply(tx, id, { content: 'Late', tiles: [], status: 'complete' }))).toBe(false)
    expect(await history(session.session_id)).toEqual([])
  })

  test('history is the last of what was said, in its order', async () => {
    const session = await chat()
    for (const content of ['one', 'two', 'three', 'four'])
      await act((each) => appendTo(each, session, { role: 'user', content }))
    expect((await history(session.session_id, 3)).map(({ content }) => content)).toEqual(['two', 'three', 'four'])
  })

  test('a chat takes a better name than the one that it gave itself, and keeps the one that a person gave', async () => {
    const session = await chat()
    expect(await inTx((tx) => nameSession(tx, session, ' \n'))).toBe(false)
    await act((each) => appendTo(each, session, { role: 'user', content: 'How are my\nagents?' }))
    expect(await now(session)).toMatchObject({ title: 'How are my agents?' })
    const before = await now(session)
    expect(await inTx((tx) => nameSession(tx, before, 'Health of the\nfleet'))).toBe(true)
    expect(await now(session)).toMatchObject({ title: 'Health of the fleet', updated_at: before.updated_at })
    // What a model says a second time finds a name that is not its own beginning.
    const after = await now(session)
    expect(await inTx((tx) => nameSession(tx, after, 'Another'))).toBe(false)
    const named = await act((each) => createSession(each, 'Mine'))
    await act((each) => appendTo(each, named, { role: 'user', content: 'How are my agents?' }))
    const mine = await now(named)
    expect(await inTx((tx) => nameSession(tx, mine, 'Theirs'))).toBe(false)
    expect(await now(named)).toMatchObject({ title: 'Mine' })
  })
})
