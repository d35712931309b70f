import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import type { Store } from '../../main/store/store.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import type { Entry } from '../../shared/domain/entry.ts'

export const workspace = 'bench'
const identity = {
  issuer: 'bench',
  subject: 'operator',
  email: 'operator@bench.invalid',
  name: 'Bench operator',
  via: 'local',
  verified: false,
} as const

export type Fixture = {
  store: Store
  database: string
  dataDir: string
  append(): Promise<Entry>
  close(): Promise<void>
}

/** A server's data folder with one workspace, and an append of an entry as large as the ones that approvals make. */
export async function openFixture(folder: string, name: string): Promise<Fixture> {
  const dataDir = join(folder, name)
  const { store, database, close } = await openServices({ mode: 'server', dataDir, log: createLog('warn') })
  await ensureWorkspace(store, workspace, identity)
  const actor = await store.write(workspace, (tx) => knowActor(tx, identity))
  const subject = `action:${randomUUID()}`
  const data = { tier: 3, note: 'Looked at the diff with the on-call.', proposal_digest: `sha256:${'5e'.repeat(32)}` }
  const append = () =>
    store.write(workspace, async (tx) => tx.append({ action: 'action.proposal.approved', subject, actor, data }))
  return { store, database, dataDir, append, close }
}

export async function grow({ append }: Fixture, entries: number): Promise<void> {
  for (let made = 0; made < entries; made += 1_000)
    await Promise.all(Array.from({ length: Math.min(1_000, entries - made) }, append))
}
