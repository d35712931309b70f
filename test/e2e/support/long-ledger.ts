import { pino } from 'pino'
import { systemIdentity } from '../../../main/identity/system.ts'
import { openServices } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'

const perCommit = 10_000

/** Appends to a running sample's ledger from this process, as a busy neighbour would. */
export async function lengthen(dataDir: string, entries: number): Promise<void> {
  const services = await openServices({ mode: 'sample', dataDir, log: pino({ level: 'silent' }) })
  try {
    for (let written = 0; written < entries; written += perCommit)
      await services.store.write(services.workspace, async (tx) => {
        const actor = await knowActor(tx, systemIdentity)
        for (let i = written; i < Math.min(entries, written + perCommit); i += 1)
          tx.append({ action: 'drill.route.observed', subject: `route:${i % 40}`, actor, data: { round: i } })
      })
  } finally {
    await services.close()
  }
}
