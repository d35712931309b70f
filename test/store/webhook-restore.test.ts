import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { asJson } from '../http/action-kit.ts'
import { startApp } from '../http/harness.ts'
import { deliverAll, type Sent, webhooks, withWebhooks } from '../http/webhook-kit.ts'
import { engines, freshPlace } from '../support/engines.ts'
import { verified } from '../support/webhook-receiver.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

describe('a backup with webhooks', () => {
  test.each(pairs)('from $from to $to: nothing is sent twice by itself, and secrets still sign', ({ from, to }) =>
    withWebhooks(from, async (kit) => {
      const { id, secret } = await kit.add()
      await kit.approved()
      await kit.deliver()
      await kit.approved()
      const before = await kit.sent(id)
      const file = join(kit.place.dataDir, 'backup.jsonl')
      await writeBackup(kit.services, file)
      const place = await freshPlace(to)
      const store = await openStore({ database: place.database })
      await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
      await store.close()

      const app = await startApp(to, {
        place,
        change: (services) => ({ ...services, webhookTargets: { privateNetworks: true } }),
      })
      const get = async (path: string) =>
        asJson<{ items: Sent[] }>(await app.ask(`${webhooks}/${path}`, { key: kit.keys.get('admin') }), 200)
      await deliverAll(app.services)
      expect(kit.receiver.received).toHaveLength(1)
      const { items } = await get(`${id}/deliveries`)
      expect(items.map(({ id, status, dead_because }) => ({ id, status, dead_because }))).toEqual([
        { id: before[0]?.id, status: 'dead', dead_because: 'restored' },
        { id: before[1]?.id, status: 'delivered', dead_because: null },
      ])
      expect(items[1]).toEqual(before[1])
      await app.ask(`${webhooks}/deliveries/${items[0]?.id}/redeliver`, { method: 'POST', key: kit.keys.get('admin') })
      await deliverAll(app.services)
      const [, again] = kit.receiver.received
      expect(again && verified(again, secret, Date.now())).toMatchObject({ type: 'action.approved' })
      await app.close()
      await place.remove()
    }),
  )

  test('a secret that was sealed elsewhere does not sign', () =>
    withWebhooks('sqlite', async (kit) => {
      const [one, other] = [await kit.add(), await kit.add({ events: ['action.expired'] })]
      const sealed = await kit.services.store.read
        .selectFrom('webhook')
        .select('secret')
        .where('id', '=', other.id)
        .executeTakeFirstOrThrow()
      await kit.services.store.write('w', async ({ db }) => {
        await db.updateTable('webhook').set(sealed).where('id', '=', one.id).execute()
      })
      await kit.approved()
      await kit.deliver()
      expect(kit.receiver.received).toEqual([])
      const [sent] = await kit.sent(one.id)
      expect(sent?.attempts[0]?.error).toBe('Not sent: its secret cannot be opened. Make a new one.')
    }))
})
