import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startGate } from '../../main/gate/executor.ts'
import { usualPace } from '../../main/gate/run/open-run.ts'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { findDeploy, readDeploys } from '../../main/store/deploys.ts'
import { openStore } from '../../main/store/open.ts'
import { readStanding, readSurfaces } from '../../main/store/surfaces.ts'
import { within } from '../../main/store/within.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { checkBackup, restoreBackup } from '../../main/use-cases/backup/restore-backup.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { outcomeOf } from '../../shared/domain/gate.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { definitionOf, withDesk } from '../http/deploy-kit.ts'
import { engines, freshPlace } from '../support/engines.ts'

const pairs = engines.flatMap((from) => engines.map((to) => ({ from, to })))

describe('a backup with a deploy under way', () => {
  test.each(pairs)('from $from to $to: the copy has all of the record, and carries on nothing of it', ({ from, to }) =>
    withDesk(
      from,
      async (desk) => {
        const { id: _, ...wanted } = definitionOf(desk.service)
        await desk.put('/api/v1/surfaces/console', wanted)
        const first = desk.service.commit()
        desk.service.push(first)
        desk.service.commit()
        await desk.commanded('freeze', { reason: 'The sale', from: desk.time.text(600), until: desk.time.text(3600) })
        const { preview_id } = await desk.diff()
        const { id } = await desk.begun(desk.begin(preview_id))
        const file = join(desk.place.dataDir, 'backup.jsonl')
        await writeBackup(desk.services, file)

        const place = await freshPlace(to)
        const store = await openStore({ database: place.database })
        await restoreBackup(store, { dataDir: place.dataDir, mode: 'server' }, await checkBackup(file))
        await store.close()
        const copied = { database: place.database, workspace: 'w' }
        expect(await verifyDatabase(copied)).toMatchObject({ ok: true })
        const { dataDir, databaseUrl } = place
        const log = createLog('trace', join(dataDir, 'test.log'))
        const opened = await openServices({ mode: 'server', dataDir, databaseUrl, log })
        const surface = SurfaceDefinition.parse(definitionOf(desk.service))
        // Even where it is the very process that began it by its name.
        for (const name of [desk.services.gate.id, randomUUID()]) {
          const gate = { ...opened.gate, id: name, surfaces: () => [surface] }
          const copy = { ...opened, workspace: 'w', gate }
          const engine = startGate(copy, usualPace)
          await engine.idle()
          await engine.stop()
        }
        await within('w', async () => {
          const record = await findDeploy(opened.store.read, 'w', id)
          expect(record && outcomeOf(record.deploy)).toBe('unknown')
          expect(await readDeploys(opened.store.read, 'w', {}, { limit: 9 })).toHaveLength(1)
          expect(await readSurfaces(opened.store.read, 'w')).toHaveLength(1)
          expect((await readStanding(opened.store.read, 'w', 'console')).freezes).toHaveLength(1)
        })
        expect(await verifyDatabase(copied)).toMatchObject({ ok: true })
        await opened.close()
        await place.remove()
        expect(desk.service.head()).toBe(first)
        // The original goes on as if nothing had been.
        expect(await desk.deploy(id)).toMatchObject({ outcome: null, state: 'triggered' })
      },
      { surface: null, carried: false },
    ),
  )
})
