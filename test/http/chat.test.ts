import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EntryPage } from '../../shared/contract/audit.ts'
import { ChatSession, SessionDetail, SessionPage } from '../../shared/contract/chat.ts'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { chatsOn, chatsWithoutLimit, type Page, type Session, sessions } from './chat-kit.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('chats on %s', (engine) => {
  let q: Queue
  let chats: ReturnType<typeof chatsOn>
  beforeAll(async () => {
    q = await startQueue(engine, { limits: chatsWithoutLimit })
    chats = chatsOn(q)
  })
  // Each test begins with none.
  beforeEach(async () => {
    for (const archived of ['true', 'false'])
      for (const { id } of (await chats.list(`archived=${archived}&limit=200`)).items) await chats.remove(id)
    q.time.pass(1)
  })
  afterAll(async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
    await q.close()
  })

  const told = async (id: string) =>
    EntryPage.parse(await asJson(await q.get(`/api/v1/audit/entries?subject=chat:${id}`), 200)).items

  test('one is made with nothing in it, and without a name', async () => {
    const made = await chats.create()
    expect(ChatSession.strict().parse(made)).toEqual(made)
    expect(made).toEqual({
      id: made.id,
      title: null,
      archived: false,
      created_at: q.time.text(),
      updated_at: q.time.text(),
      message_count: 0,
    })
    const detail = await chats.show(made.id)
    expect(SessionDetail.strict().parse(detail)).toEqual(detail)
    expect(detail).toEqual({ ...made, messages: [], next_cursor: null, active_run: null })
    expect((await chats.list()).items).toEqual([made])
    expect(await told(made.id)).toMatchObject([
      { action: 'chat.session.created', subject: `chat:${made.id}`, data: {} },
    ])
    // A body need not be there.
    const bare = await q.send(sessions, undefined, 'operator', { body: null, headers: {} })
    expect(await asJson(bare, 201)).toMatchObject({ title: null })
  })

  test('one may be made with a name, which stays', async () => {
    const { id } = await chats.create({ title: ' Checkout ' })
    await chats.said(id, 'Is checkout slow?')
    expect(await chats.show(id)).toMatchObject({ title: 'Checkout', message_count: 1 })
  })

  test('one is named after the first thing that is asked in it, and by nothing after that', async () => {
    const { id } = await chats.create()
    await chats.said(id, 'Hello, what can I do for you?', { role: 'assistant' })
    expect(await chats.show(id)).toMatchObject({ title: null })
    const question = `what's the error rate on research-agent,\nand ${'🔥'.repeat(60)}`
    await chats.said(id, question)
    const title = `what's the error rate on research-agent, and ${'🔥'.repeat(15)}`
    expect(await chats.show(id)).toMatchObject({ title })
    await chats.said(id, 'And now?')
    expect((await chats.list()).items).toMatchObject([{ title, message_count: 3 }])
  })

  test('it is renamed, archived and taken out again: each is an entry, and none holds a word', async () => {
    const { id } = await chats.create()
    await chats.said(id, 'Hush hush')
    q.time.pass(60)
    const { updated_at } = await chats.show(id)
    const changes: [body: object, after: object][] = [
      [{ title: 'Secret name' }, { title: 'Secret name', archived: false }],
      [{ archived: true }, { title: 'Secret name', archived: true }],
      [
        { title: 'Other name', archived: false },
        { title: 'Other name', archived: false },
      ],
    ]
    for (const [body, after] of changes) {
      const changed = await asJson<Session>(await chats.patch(id, body), 200)
      // It was not used: it stays where it is in the list.
      expect(changed).toMatchObject({ ...after, updated_at })
      const { messages: _m, next_cursor: _c, active_run: _r, ...shown } = await chats.show(id)
      expect(changed).toEqual(shown)
      // As it is already: nothing happens.
      expect(await asJson(await chats.patch(id, body), 200)).toEqual(changed)
    }
    const entries = await told(id)
    expect(entries.map(({ action, data }) => [action, data])).toEqual([
      ['chat.session.created', {}],
      ['chat.session.renamed', {}],
      ['chat.session.archived', {}],
      ['chat.session.renamed', {}],
      ['chat.session.unarchived', {}],
    ])
    expect(await asJson(await chats.patch(id, {}), 200)).toMatchObject({ title: 'Other name' })
  })

  test('it is deleted with all that was said in it, and says how much that was', async () => {
    const { id } = await chats.create()
    const other = await chats.create()
    for (const word of ['one', 'two', 'three']) await chats.said(id, word)
    await chats.said(other.id, 'four')
    expect(await asJson(await chats.remove(id), 200)).toEqual({ id, deleted_messages: 3 })
    await problemOf(await q.get(`${sessions}/${id}`, 'operator'), 404, 'not_found')
    await problemOf(await chats.remove(id), 404, 'not_found')
    expect((await chats.show(other.id)).messages).toHaveLength(1)
    const left = await q.services.store.write('w', (tx) =>
      tx.db.selectFrom('chat_message').select('content').where('session_id', '=', id).execute(),
    )
    expect(left).toEqual([])
    expect((await told(id)).at(-1)).toMatchObject({ action: 'chat.session.deleted', data: { messages: 3 } })
  })

  test('the list has the one that was used last first, and comes in pages', async () => {
    const made: string[] = []
    for (let i = 0; i < 5; i += 1) {
      // Two at a time are of the same moment.
      if (i % 2 === 0) q.time.pass(1)
      made.push((await chats.create({ title: `Chat ${i}` })).id)
    }
    const [oldest = ''] = made
    q.time.pass(1)
    await chats.said(oldest, 'Still here')
    const order = [oldest, ...made.slice(1).toReversed()]
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await chats.list(`limit=2${cursor && `&cursor=${cursor}`}`)
      expect(SessionPage.strict().parse(page)).toEqual(page)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(order)
  })

  test('the archive is a list of its own', async () => {
    const { id } = await chats.create({ title: 'Old' })
    const kept = await chats.create({ title: 'New' })
    await chats.patch(id, { archived: true })
    const ids = async (query: string) => (await chats.list(query)).items.map((each) => each.id)
    expect(await ids('')).toEqual([kept.id])
    expect(await ids('archived=false')).toEqual([kept.id])
    expect(await ids('archived=true')).toEqual([id])
    // What is in the archive can be gone on with.
    await chats.said(id, 'Again')
    expect(await chats.show(id)).toMatchObject({ archived: true, message_count: 1 })
  })

  test.each<[q: string, found: string[]]>([
    ['error', ['Error rate of research-agent']],
    ['RESEARCH rat', ['Error rate of research-agent']],
    ['ünter', ['Über Günter', 'ÜNTERES Modell'].slice(1)],
    ['GÜNT', ['Über Günter']],
    ['%', []],
    ['rate model', []],
    [' ', ['ÜNTERES Modell', 'Über Günter', 'Error rate of research-agent']],
  ])('titles are searched by the beginnings of words: %s', async (words, found) => {
    for (const title of ['Error rate of research-agent', 'Über Günter', 'ÜNTERES Modell']) {
      q.time.pass(1)
      await chats.create({ title })
    }
    await chats.create()
    const list = await chats.list(`q=${encodeURIComponent(words)}`)
    expect(list.items.flatMap(({ title }) => title ?? [])).toEqual(found)
  })

  test('a search comes in pages too', async () => {
    for (let i = 0; i < 7; i += 1) {
      q.time.pass(1)
      await chats.create({ title: `${i % 2 ? 'Odd' : 'Even'} ${i}` })
    }
    const first = await chats.list('q=even&limit=3')
    expect(first.items.map(({ title }) => title)).toEqual(['Even 6', 'Even 4', 'Even 2'])
    const second = await chats.list(`q=even&limit=3&cursor=${first.next_cursor}`)
    expect(second).toMatchObject({ items: [{ title: 'Even 0' }], next_cursor: null })
  })

  describe('refusals', () => {
    test.each<[what: string, body: unknown, at: string]>([
      ['a title of two lines', { title: 'a\nb' }, 'title'],
      ['a title of nothing', { title: ' ' }, 'title'],
      ['a title of 121 letters', { title: 'a'.repeat(121) }, 'title'],
      ['a title that is a number', { title: 5 }, 'title'],
      ['an archive that is a word', { archived: 'yes' }, 'archived'],
    ])('changing to %s', async (_, body, at) => {
      const made = await chats.create()
      const { issues } = await problemOf(await chats.patch(made.id, body), 422, 'invalid_input')
      expect(issues).toContainEqual({ path: [at], message: expect.stringMatching(/\w/) })
      expect((await chats.list()).items).toEqual([made])
    })

    test.each([
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['archived=maybe', 'archived'],
      ['cursor=x', 'cursor'],
      [`cursor=${Buffer.from('chats before now x').toString('base64url')}`, 'cursor'],
      [`q=${'x'.repeat(201)}`, 'q'],
    ])('a list with %s', async (query, at) => {
      const { issues } = await problemOf(await q.get(`${sessions}?${query}`, 'operator'), 422, 'invalid_input')
      expect(JSON.stringify(issues)).toContain(`"path":["${at}"`)
    })

    test.each(['viewer', 'auditor', 'runner'] as const)('by %s, who may not use chats', async (who) => {
      const asks = [q.get(sessions, who), q.send(sessions, { title: 5 }, who)]
      for (const response of await Promise.all(asks))
        expect(await problemOf(response, 403, 'permission_denied')).toMatchObject({ permission: 'chat.use' })
    })
  })

  test('a repeated request has one effect, and the same answer byte for byte', async () => {
    const create = () => q.send(sessions, { title: 'Once' }, 'operator', { once: 'create' })
    const [first, second] = await Promise.all([create(), create()])
    const text = await first?.text()
    expect(await second?.text()).toBe(text)
    expect((await chats.list()).items).toHaveLength(1)
    const { id } = JSON.parse(text ?? '') as Session
    const say = () => chats.say(id, 'Hello', {}, 'operator', 'say')
    expect(await (await say()).text()).toBe(await (await say()).text())
    await problemOf(await chats.say(id, 'Other', {}, 'operator', 'say'), 422, 'idempotency_mismatch')
    expect((await chats.show(id)).messages).toHaveLength(1)
  })
})

describe.each(engines)('the limit of changes to chats on %s', (engine) => {
  test('is 20 a minute for all of them together, beside that of transitions, and not for reading', async () => {
    const q = await startQueue(engine, { limits: {} })
    const chats = chatsOn(q)
    const made = await chats.create()
    const rest = [
      ...Array.from({ length: 5 }, (_, i) => () => chats.say(made.id, `${i}`)),
      ...Array.from({ length: 5 }, (_, i) => () => chats.patch(made.id, { title: `${i}` })),
      ...Array.from({ length: 8 }, () => () => q.send(sessions, {}, 'operator')),
      () => chats.remove(made.id),
    ]
    const statuses: number[] = []
    for (const ask of rest) statuses.push((await ask()).status)
    expect(statuses).toEqual([...Array(5).fill(201), ...Array(5).fill(200), ...Array(8).fill(201), 200])
    q.time.pass(17.5)
    const limited = await problemOf(await q.send(sessions, {}, 'operator'), 429, 'rate_limited')
    expect(limited).toMatchObject({
      limit: 20,
      remaining: 0,
      retry_after: 43,
      detail: expect.stringContaining('chats'),
    })
    expect((await chats.list()).items).toHaveLength(8)
    await q.propose()
    // Another's is another's.
    await chats.create({}, 'commander')
    q.time.pass(42.5)
    await chats.create()
    await q.close()
  })
})
