import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { joinDrills, signingSecret, withDrills } from '../http/deliver-kit.ts'
import { engines, freshPlace } from '../support/engines.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

describe('a backup with notifications that wait', () => {
  test.each(pairs)(
    'from $from to $to: the copy sends nothing that the original may have sent, and says so',
    ({ from, to }) =>
      withDrills(from, async (kit) => {
        await kit.connect('chat', 'slack')
        await kit.connect('hook', 'webhook')
        await kit.schedule({ notification_providers: ['chat', 'hook'] })
        await kit.plan()
        const file = join(kit.place.dataDir, 'backup.jsonl')
        await writeBackup(kit.services, file)
        const text = readFileSync(file, 'utf8')
        for (const secret of ['hush-hush', signingSecret]) expect(text).not.toContain(secret)

        const place = await freshPlace(to)
        const store = await openStore({ database: place.database })
        await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
        await store.close()
        const copy = await joinDrills(to, { ...kit, place })
        expect(await copy.verify()).toMatchObject({ ok: true })
        await copy.background()
        await copy.background()
        expect(kit.receiver.received).toEqual([])
        expect((await copy.routes()).map(({ delivery }) => delivery)).toEqual(Array(4).fill('unknown'))
        expect((await copy.entries('drill.notification.failed')).map(({ data }) => data)).toMatchObject(
          Array(2).fill({ outcome: 'unknown', attempts: 0, error: expect.stringContaining('backup') }),
        )
        expect(await copy.verify()).toMatchObject({ ok: true })
        await copy.services.close()
        await place.remove()

        await kit.background()
        expect(kit.receiver.received).toHaveLength(2)
      }),
  )
})
