import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ChatMessage } from '../../shared/contract/chat.ts'
import { longestReply } from '../../shared/domain/assistant.ts'
import { engines } from '../support/engines.ts'
import { type Queue, startQueue } from './action-kit.ts'
import { chatsOn, chatsWithoutLimit, type Detail, sessions } from './chat-kit.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('messages of a chat on %s', (engine) => {
  let q: Queue
  let chats: ReturnType<typeof chatsOn>
  beforeAll(async () => {
    q = await startQueue(engine, { limits: chatsWithoutLimit })
    chats = chatsOn(q)
  })
  afterAll(() => q.close())
  const fresh = async () => (await chats.create()).id

  test('one is appended as it was written, and the chat was used then', async () => {
    const id = await fresh()
    q.time.pass(60)
    const content = ' Tabs\tand\r\nlines, "quotes", 🔥 and \u202Eturns '
    const said = await chats.said(id, content)
    expect(ChatMessage.strict().parse(said)).toEqual(said)
    expect(said).toEqual({
      id: said.id,
      role: 'user',
      content,
      tiles: [],
      status: 'complete',
      created_at: q.time.text(),
    })
    const { messages, updated_at, message_count } = await chats.show(id)
    expect({ messages, updated_at, message_count }).toEqual({
      messages: [said],
      updated_at: q.time.text(),
      message_count: 1,
    })
    // The ledger knows nothing of it.
    const entries = await (await q.get('/api/v1/audit/entries?order=desc&limit=1', 'operator')).text()
    expect(entries).not.toContain('quotes')
  })

  test('what says the same in the same role as the one before it is that one', async () => {
    const id = await fresh()
    const first = await chats.said(id, 'How are my agents?')
    q.time.pass(60)
    expect(await chats.said(id, 'How are my agents?')).toEqual(first)
    const reply = await chats.said(id, 'How are my agents?', { role: 'assistant' })
    expect(reply.id).not.toBe(first.id)
    expect(await chats.said(id, 'How are my agents?', { role: 'assistant', status: 'cut_off' })).toEqual(reply)
    // Asked again later, it is asked again.
    const again = await chats.said(id, 'How are my agents?')
    expect(again.id).not.toBe(first.id)
    const { messages, message_count } = await chats.show(id)
    expect(messages).toEqual([first, reply, again])
    expect(message_count).toBe(3)
  })

  test('two of the same that come at once are one', async () => {
    const id = await fresh()
    const [one, two] = await Promise.all([chats.said(id, 'Hello'), chats.said(id, 'Hello')])
    expect(one).toEqual(two)
    expect(await chats.show(id)).toMatchObject({ message_count: 1, messages: [one] })
  })

  test('they are paged from the last one backwards, each page in the order of writing, and none is missing', async () => {
    const id = await fresh()
    const said: string[] = []
    for (let i = 0; i < 7; i += 1) said.push((await chats.said(id, `${i}`, { role: i % 2 ? 'assistant' : 'user' })).id)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Detail = await chats.show(id, `limit=3${cursor && `&cursor=${cursor}`}`)
      seen.unshift(...page.messages.map((each) => each.id))
      cursor = page.next_cursor
      // What is said meanwhile changes nothing of what is older.
      await chats.said(id, `late ${seen.length}`)
    }
    expect(seen).toEqual(said)
  })

  test('a reply may come with tiles, and cut off; what is no tile is refused', async () => {
    const id = await fresh()
    const data = { action_id: 'a', type: 'throttle', tier: 2, target_ref: 'x', reason: 'y', agent: null }
    const tiles = [{ kind: 'deployment_action', id: 't', data }]
    const reply = await chats.said(id, 'As far as it c', { role: 'assistant', tiles, status: 'cut_off' })
    expect(reply).toMatchObject({ tiles, status: 'cut_off' })
    expect((await chats.show(id)).messages).toEqual([reply])
    const wrong = await chats.say(id, 'x', {
      role: 'assistant',
      tiles: [{ kind: 'deployment_action', id: 't', data: {} }],
    })
    await problemOf(wrong, 422, 'invalid_input')
  })

  test('history that is older than the chat keeps its time', async () => {
    const id = await fresh()
    const created_at = '2025-01-01T00:00:00Z'
    expect(await chats.said(id, 'Long ago', { created_at })).toMatchObject({ created_at: '2025-01-01T00:00:00.000Z' })
    expect(await chats.show(id)).toMatchObject({ updated_at: q.time.text() })
    q.time.pass(60)
    const late = await chats.say(id, 'Not so long ago', { created_at: q.time.text(-30) })
    const { issues } = await problemOf(late, 422, 'invalid_input')
    expect(issues).toMatchObject([{ path: ['created_at'] }])
  })

  test.each<[what: string, body: object, at: string]>([
    ['no role', { role: undefined }, 'role'],
    ['a role of its own', { role: 'system' }, 'role'],
    ['no content', { content: undefined }, 'content'],
    ['a zero byte', { content: 'a\u0000b' }, 'content'],
    ['half a character', { content: '\ud83d' }, 'content'],
    ['too much', { content: 'a'.repeat(longestReply + 1) }, 'content'],
    ['a status of its own', { status: 'streaming' }, 'status'],
    ['21 tiles', { tiles: Array(21).fill({}) }, 'tiles'],
  ])('one with %s is refused', async (_, body, at) => {
    const id = await fresh()
    const response = await q.send(`${sessions}/${id}/messages`, { role: 'user', content: 'x', ...body }, 'operator')
    const { issues } = await problemOf(response, 422, 'invalid_input')
    expect(JSON.stringify(issues)).toContain(`"path":["${at}"`)
    expect(await chats.show(id)).toMatchObject({ message_count: 0, messages: [] })
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['cursor=x', 'cursor'],
    [`cursor=${Buffer.from('messages before 0').toString('base64url')}`, 'cursor'],
  ])('a page with %s', async (query, at) => {
    const response = await q.get(`${sessions}/${await fresh()}?${query}`, 'operator')
    const { issues } = await problemOf(response, 422, 'invalid_input')
    expect(JSON.stringify(issues)).toContain(`"path":["${at}"`)
  })
})
