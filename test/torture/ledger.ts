import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import { readRows } from '../../main/store/ledger-rows.ts'
import { databaseFile } from '../../main/store/open.ts'
import { readSnapshot } from '../../main/store/snapshot.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import type { Journal } from './journal.ts'

/** The one workspace that everything here appends to. */
export const workspace = 'torture'

export const identityOf = (name: string): Identity => ({
  issuer: 'torture',
  subject: name,
  email: null,
  name,
  via: 'local',
  verified: false,
})

export type Place = { dataDir: string; databaseUrl?: string; masterKey?: string }
export const databaseAt = ({ dataDir, databaseUrl }: Place): string => databaseUrl ?? databaseFile(dataDir)

/** Opens as a server would, uses, and closes cleanly. */
export async function opened<T>(place: Place, use: (services: Services) => Promise<T>): Promise<T> {
  const services = await openServices({ mode: 'server', ...place, log: createLog('silent') })
  try {
    await ensureWorkspace(services.store, workspace, identityOf('opener'))
    return await use(services)
  } finally {
    await services.close()
  }
}

export function append({ store }: Services, token: string, size = 200): Promise<Entry> {
  return store.write(workspace, async (tx) => {
    const actor = await knowActor(tx, identityOf('harness'))
    const data = { filler: 'x'.repeat(size) }
    return tx.append({ action: 'torture.entry.appended', subject: `torture:${token}`, actor, data })
  })
}

export function readAll(database: string): Promise<Entry[]> {
  return readSnapshot(database, async (db) => {
    const entries: Entry[] = []
    for (;;) {
      const rows = await readRows(db, workspace, entries.length, 2_000)
      if (rows.length === 0) return entries
      for (const { body } of rows) if (body !== null) entries.push(JSON.parse(body) as Entry)
    }
  })
}

/** Everything that is wrong with a database after what was done to it: by its own verification, and by the journal. */
export async function examine(
  database: string,
  journal: Journal,
  checkpoint?: string,
): Promise<{ size: number; faults: string[] }> {
  const report = await verifyDatabase({ database, workspace, checkpoint })
  const entries = await readAll(database)
  const faults = journal.contradictions(entries)
  if (!report.ok) faults.unshift(`verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`)
  if (report.size !== entries.length) faults.push(`the head says ${report.size} entries, there are ${entries.length}`)
  return { size: report.size, faults }
}
