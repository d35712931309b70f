import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { asJson, joinQueue, startQueue } from '../http/action-kit.ts'
import { chatsOn, chatsWithoutLimit } from '../http/chat-kit.ts'
import { engines, freshPlace } from '../support/engines.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))
const pauses = '/api/v1/pauses'

describe('a backup with chats and pauses', () => {
  test.each(pairs)('from $from to $to: all of them are there, and go on where they were', async ({ from, to }) => {
    const limits = chatsWithoutLimit
    const q = await startQueue(from, { limits })
    const chats = chatsOn(q)
    const gone = await chats.create()
    await chats.said(gone.id, 'To be deleted')
    const { id } = await chats.create()
    for (const word of ['one', 'two', 'three']) await chats.said(id, word)
    await chats.remove(gone.id)
    const old = await chats.create({ title: 'Old' })
    await chats.patch(old.id, { archived: true })
    const pause = async (on: typeof q, agent: string) =>
      asJson<{ id: string }>(await on.send(pauses, { agent, reason: 'It loops' }, 'commander'), 201)
    const over = await pause(q, 'a')
    await asJson(await q.send(`${pauses}/${over.id}/resume`, {}, 'commander'), 200)
    const active = await pause(q, 'b')
    const seen = async (on: typeof q) => ({
      list: [await chatsOn(on).list(), await chatsOn(on).list('archived=true')],
      chat: await chatsOn(on).show(id),
      pauses: await (await on.get(`${pauses}?all=true`)).json(),
    })
    const before = await seen(q)
    const file = join(q.place.dataDir, 'backup.jsonl')
    await writeBackup(q.services, file)

    const place = await freshPlace(to)
    const store = await openStore({ database: place.database })
    await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
    await store.close()
    const copy = await joinQueue(to, { ...q, place }, { limits })
    expect(await seen(copy)).toEqual(before)
    await chatsOn(copy).said(id, 'four')
    const { messages, message_count } = await chatsOn(copy).show(id)
    expect(messages.map(({ content }) => content)).toEqual(['one', 'two', 'three', 'four'])
    expect(message_count).toBe(4)
    // What waits for a person still does, and newer ones are first.
    await asJson(await copy.send(`${pauses}/${active.id}/resume`, {}, 'commander'), 200)
    const next = await pause(copy, 'b')
    const { items } = await asJson<{ items: { id: string }[] }>(await copy.get(`${pauses}?all=true`), 200)
    expect(items.map((each) => each.id)).toEqual([next.id, active.id, over.id])
    expect(await copy.verify()).toMatchObject({ ok: true })
    await copy.close()
    await place.remove()
    await q.close()
  })
})
