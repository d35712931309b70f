import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { type SecretHook, type TestWebhooks, withWebhooks } from '../http/webhook-kit.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'

/** Three webhooks with a past: one changed and rotated, one switched off by its receiver, one removed. */
async function past(kit: TestWebhooks): Promise<{ changed: string; gone: string; removed: string }> {
  const changed = await kit.add()
  await kit.post<SecretHook>(`${changed.id}/rotate-secret`)
  await kit.put(changed.id, { url: kit.receiver.url, events: ['action.executed'], description: 'pager', enabled: true })
  const gone = await kit.add()
  kit.receiver.answer(410)
  await kit.approved()
  await kit.deliver()
  const removed = await kit.add()
  await kit.post(`${removed.id}/remove`)
  return { changed: changed.id, gone: gone.id, removed: removed.id }
}

/** What somebody with the database in hand would like: to be told instead, to be told more, or to sign. */
const changes: [what: string, set: string][] = [
  ['another address', `url = 'https://evil.example/'`],
  ['other events', `events = '["action.approved"]'`],
  ['other events, in other words', `events = '["action.executed" ]'`],
  ['switched off', 'enabled = 0'],
  ['said to be gone', `stopped = 'gone'`],
  ['another description', `description = 'x'`],
  ['another secret', `secret = 'gAAAA'`],
  ['another old secret', `old_secret = 'gAAAA'`],
  ['an old secret for longer', `old_secret_until = '2099-01-01T00:00:00.000Z'`],
  ['no old secret', 'old_secret = null'],
  ['another last entry', 'last_seq = 1'],
]

const write = (kit: TestWebhooks, statement: string) =>
  kit.services.store.write('w', (tx) => sql.raw(statement).execute(tx.db))

describe.each(engines)('webhooks and the ledger on %s', (engine) => {
  test.each(changes)('verify sees %s', (_, set) =>
    withWebhooks(engine, async (kit) => {
      const { changed } = await past(kit)
      expect(await kit.verify()).toMatchObject({ ok: true })
      await write(kit, `update webhook set ${set} where id = '${changed}'`)
      expect(await kit.verify()).toMatchObject({
        ok: false,
        first_bad: { why: `webhook ${changed} is not as the ledger says: it was changed` },
      })
    }),
  )

  test('verify sees one that was switched on again by other hands, and one that no entry made', () =>
    withWebhooks(engine, async (kit) => {
      const { gone } = await past(kit)
      await write(kit, `update webhook set enabled = 1 where id = '${gone}'`)
      expect(await kit.verify()).toMatchObject({ ok: false, first_bad: { why: expect.stringContaining(gone) } })
      await write(kit, `update webhook set enabled = 0 where id = '${gone}'`)
      expect(await kit.verify()).toMatchObject({ ok: true })
      await write(
        kit,
        `insert into webhook (id, workspace, url, url_salt, description, events, enabled, secret, created_at, last_seq)
         values ('x', 'w', 'https://evil.example/', '', '', '["action.approved"]', 1, '', '2026-01-01T00:00:00.000Z', 1)`,
      )
      expect(await kit.verify()).toMatchObject({ first_bad: { why: 'webhook x was never made by an entry' } })
    }))

  test('it sees it after a prune too', () =>
    withWebhooks(engine, async (kit) => {
      const { changed } = await past(kit)
      kit.time.pass(60)
      const pruned = await pruneEntries(kit.services, ada, { workspace: 'w', before: kit.time.text() })
      expect(pruned).toMatchObject({ ok: true })
      expect(await kit.verify()).toMatchObject({ ok: true, pruned: expect.any(Number) })
      await kit.put(changed, { url: kit.receiver.url, events: ['alert.raised'], description: '', enabled: false })
      expect(await kit.verify()).toMatchObject({ ok: true })
      await write(kit, `update webhook set enabled = 1 where id = '${changed}'`)
      expect(await kit.verify()).toMatchObject({ ok: false })
    }))

  test.each<[what: string, statement: string]>([
    ['what was sent', `update webhook_delivery set body = '{}'`],
    ['whom it was sent to', `update webhook_delivery set webhook_id = webhook_id || 'x'`],
    ['how an attempt ended', 'update webhook_attempt set status = 200'],
    ['when an attempt was made', `update webhook_attempt set at = '2020-01-01T00:00:00.000Z'`],
    ['a webhook that is removed', `update webhook set removed_at = null where removed_at is not null`],
    ['the salt of an address', `update webhook set url_salt = ''`],
    ['deliveries, by deleting them', 'delete from webhook_delivery'],
    ['attempts, by deleting them', 'delete from webhook_attempt'],
    ['webhooks, by deleting them', 'delete from webhook'],
  ])('the database itself refuses to change %s', (_, statement) =>
    withWebhooks(engine, async (kit) => {
      await past(kit)
      await expect(write(kit, statement)).rejects.toThrow()
      expect(await kit.verify()).toMatchObject({ ok: true })
    }),
  )
})
