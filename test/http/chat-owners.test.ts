import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { roles } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { grace } from '../support/people.ts'
import { asJson, nobodyKnows, type Queue, startQueue } from './action-kit.ts'
import { chatsOn, chatsWithoutLimit, type Session, sessions } from './chat-kit.ts'
import { problemOf } from './problem-shape.ts'

const hush = 'Hush hush, the merger is off'

describe.each(engines)('a chat is its owner’s alone, on %s', (engine) => {
  let q: Queue
  let chats: ReturnType<typeof chatsOn>
  beforeAll(async () => {
    q = await startQueue(engine, { limits: chatsWithoutLimit })
    chats = chatsOn(q)
  })
  afterAll(() => q.close())

  const ways: [what: string, path: string, method: string, body: unknown][] = [
    ['reading it', '', 'GET', undefined],
    ['reading its older messages', '?cursor=x&limit=0', 'GET', undefined],
    ['renaming it', '', 'PATCH', { title: 'Mine' }],
    ['archiving it', '', 'PATCH', { archived: true }],
    ['sending what is malformed', '', 'PATCH', { title: 5 }],
    ['deleting it', '', 'DELETE', {}],
    ['saying something in it', '/messages', 'POST', { role: 'user', content: 'Hello' }],
    ['saying nothing in it', '/messages', 'POST', {}],
  ]
  const own = ['date', 'x-request-id', 'content-security-policy']

  test.each(ways)('%s: to everybody else it is as one that never was, byte for byte', async (_, path, method, body) => {
    const { id } = await chats.create({ title: 'Merger' })
    await chats.said(id, hush)
    const before = await chats.show(id)
    const keys = [q.keys.get('approver'), q.keys.get('viewer'), q.keys.get('admin')]
    // Another key of the same role is another person; so is one of another workspace.
    for (const role of roles) keys.push(await q.keyFor([role]), await q.keyFor([role], 'elsewhere'))
    for (const key of keys) {
      const ask = async (chat: string) => {
        const sent =
          body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        const response = await q.ask(`${sessions}/${chat}${path}`, { ...sent, method, key })
        const headers = [...response.headers].filter(([name]) => !own.includes(name))
        return { status: response.status, headers, body: await response.text() }
      }
      const theirs = await ask(id)
      expect(theirs).toEqual(await ask(nobodyKnows))
      expect(theirs.status).toBe(404)
      expect(theirs.body).not.toContain(id)
    }
    expect(await chats.show(id)).toEqual(before)
  })

  test('no list and no search of anybody else has it', async () => {
    const { id } = await chats.create({ title: 'Merger' })
    for (const who of ['approver', 'commander', 'admin'] as const)
      for (const query of ['', 'archived=true', 'q=merger'])
        expect((await chats.list(query, who)).items.map((each) => each.id)).not.toContain(id)
  })

  test.each(['x', '%00', '%F0%9F%94%A5', "'%20or%201=1--", 'a'.repeat(2000)])('%s is no chat', async (id) => {
    await problemOf(await q.get(`${sessions}/${id}`, 'operator'), 404, 'not_found')
  })

  const kept = async () => {
    const rows = await q.services.store.write('w', (tx) => tx.db.selectFrom('kept_answer').select(['body']).execute())
    return rows.map(({ body }) => body).join('\n')
  }

  test('what is deleted is remembered by no answer that was kept; a repeated request finds nothing', async () => {
    const create = () => q.send(sessions, { title: 'Merger plans' }, 'operator', { once: 'plans' })
    const { id } = await asJson<Session>(await create(), 201)
    const other = await chats.create({ title: 'Weather' })
    const say = (content: string, once: string, chat = id) => chats.say(chat, content, {}, 'operator', once)
    await asJson(await say(hush, 'hush-1'), 201)
    await asJson(await say(`${hush} 2`, 'hush-2'), 201)
    await asJson(await say('It rains', 'rain', other.id), 201)
    expect(await kept()).toContain(hush)
    await asJson(await chats.remove(id), 200)
    const left = await kept()
    expect(left).not.toContain(hush)
    expect(left).not.toContain('Merger plans')
    expect(left).toContain('It rains')
    await problemOf(await say(hush, 'hush-1'), 404, 'not_found')
    expect(await kept()).not.toContain(hush)
  })

  test('nor by the tiles of a question that was asked in it', async () => {
    const [{ id }, other] = [await chats.create(), await chats.create()]
    const ask = (session_id: string, once: string) =>
      q.send('/api/v1/assistant/tiles', { message: 'how are my agents?', session_id }, 'operator', { once })
    await asJson(await ask(id, 'tiles-1'), 200)
    await asJson(await ask(other.id, 'tiles-2'), 200)
    const about = async () =>
      (
        await q.services.store.write('w', (tx) =>
          tx.db.selectFrom('kept_answer').select('about').where('about', 'in', [id, other.id]).execute(),
        )
      ).map((row) => row.about)
    expect((await about()).sort()).toEqual([id, other.id].sort())
    await asJson(await chats.remove(id), 200)
    expect(await about()).toEqual([other.id])
  })

  test('no log has a word of it', async () => {
    const word = 'Zanzibar'
    const { id } = await chats.create({ title: `${word} title` })
    await chats.said(id, `${word} question`)
    await chats.said(id, `${word} reply`, { role: 'assistant' })
    await chats.list(`q=${word}`)
    await chats.patch(id, { title: `${word} again` })
    await chats.say(id, `${word}\u0000`)
    await chats.remove(id)
    const log = readFileSync(join(q.place.dataDir, 'test.log'), 'utf8')
    expect(log).toContain(sessions)
    expect(log).not.toContain(word)
  })
})

describe.each(engines)('an erased person, on %s', (engine) => {
  test('has asked nothing: their chats are gone with all that was kept of them, and the ledger verifies', async () => {
    const q = await startQueue(engine, { limits: chatsWithoutLimit })
    const chats = chatsOn(q)
    const deleted = await chats.create()
    await chats.remove(deleted.id)
    const theirs = [await chats.create({ title: 'Merger' }), await chats.create()]
    for (const { id } of theirs) await chats.say(id, hush, {}, 'operator', `hush ${id}`.replace(' ', '-'))
    const mine = await chats.create({ title: 'Mine' }, 'commander')
    await chats.said(mine.id, 'How are my agents?', {}, 'commander')
    const rows = () =>
      q.services.store.write('w', async ({ db }) => ({
        sessions: await db.selectFrom('chat_session').select('session_id').execute(),
        messages: await db.selectFrom('chat_message').select('content').execute(),
        kept: await db.selectFrom('kept_answer').select('body').execute(),
      }))
    const page = await asJson<{ items: { actor_id: string }[] }>(
      await q.get(`/api/v1/audit/entries?subject=chat:${theirs[0]?.id}`),
      200,
    )
    const actor = page.items[0]?.actor_id ?? ''
    expect(await eraseActor(q.services, grace, { workspace: 'w', actor })).toMatchObject({ ok: true })
    expect(await rows()).toEqual({
      sessions: [{ session_id: mine.id }],
      messages: [{ content: 'How are my agents?' }],
      kept: [],
    })
    expect(await q.verify()).toMatchObject({ ok: true })
    // Whoever comes with their key again is somebody new, who begins with nothing.
    expect((await chats.list()).items).toEqual([])
    const again = await chats.create()
    expect((await chats.list()).items).toEqual([again])
    expect(await q.verify()).toMatchObject({ ok: true })
    await q.close()
  })

  test('is named no more in what others have asked; the ledger’s own words stay', async () => {
    const q = await startQueue(engine, { limits: chatsWithoutLimit })
    const chats = chatsOn(q)
    const lovelace = {
      issuer: 'https://id.example',
      subject: 'auth0|5f7c8ec7c33c6c004bbafe82',
      email: 'ada.lovelace@example.com',
      name: 'Éda "Countess" Lovelace',
      via: 'oidc',
      verified: true,
    } as const
    const actor = await q.services.store.write('w', async (tx) => (await knowActor(tx, lovelace)).id)
    const { id } = await chats.create({ title: `Ask ${lovelace.name}` })
    const other = await chats.create({ title: 'Weather' })
    await chats.say(
      id,
      `What did ADA.LOVELACE@example.com change in ${lovelace.name}'s agent?`,
      {},
      'operator',
      'asked',
    )
    const data = { action_id: 'a', type: 'throttle', tier: 2, target_ref: 'x', agent: null }
    const tiles = [{ kind: 'deployment_action', id: 't', data: { ...data, reason: `For ${lovelace.name}` } }]
    await chats.said(id, 'This.', { role: 'assistant', tiles })
    await chats.said(other.id, 'Is it raining?')
    const pause = { agent: 'search', reason: `Asked for by ${lovelace.name}` }
    const paused = await asJson<{ id: string }>(await q.send('/api/v1/pauses', pause, 'commander'), 201)

    expect(await eraseActor(q.services, grace, { workspace: 'w', actor })).toMatchObject({ ok: true })
    const { title, messages } = await chats.show(id)
    expect(title).toBe('Ask erased person')
    expect(messages).toMatchObject([
      { content: "What did erased person change in erased person's agent?" },
      { content: 'This.', tiles: [{ data: { reason: 'For erased person' } }] },
    ])
    expect((await chats.show(other.id)).messages).toMatchObject([{ content: 'Is it raining?' }])
    // A reason is the record: it is in the ledger too, and stays what it is.
    expect(await asJson(await q.get(`/api/v1/pauses/${paused.id}`), 200)).toMatchObject(pause)
    expect(await q.verify()).toMatchObject({ ok: true })
    await q.close()
  })
})
