import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { currentCheckpoint } from '../../../main/use-cases/audit/checkpoint.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { revokeKey } from '../../../main/use-cases/keys/revoke-key.ts'
import { append, identityOf, opened, workspace } from '../ledger.ts'

/** A sound data folder, and the checkpoint that somebody keeps of it. */
type Template = { dir: string; checkpoint: string }
export type Templates = {
  /** Early in the ledger's life, closed cleanly: one file. */
  older: Template
  /** The same moment as kill -9 leaves it: the newest entries are in the write-ahead log alone. */
  olderKilled: Template
  closed: Template
  killed: Template
}

/** One ledger at two moments. It has keys, people and stored tree nodes, so that every table has something to lose. */
export async function makeTemplates(folder: string): Promise<Templates> {
  const dataDir = join(folder, 'live')
  const keep = (name: string, checkpoint: string): Template => {
    const dir = join(folder, name)
    cpSync(dataDir, dir, { recursive: true })
    return { dir, checkpoint }
  }
  const grow = (from: number, to: number, name: string) =>
    opened({ dataDir }, async (services) => {
      const entry = (n: number) => append(services, `template/${n}/1`, (n * 29) % 1_400)
      for (let n = from; n < to; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => entry(n + i)))
      const wanted = { workspace, name: `key ${from}`, roles: ['viewer', 'auditor'] as const }
      const { id } = await createKey(services, identityOf('administrator'), wanted)
      if (from > 0) await revokeKey(services, identityOf('administrator'), id)
      return keep(name, await currentCheckpoint(services, workspace))
    })
  const olderKilled = await grow(0, 300, 'older-killed')
  const older = keep('older', olderKilled.checkpoint)
  const killed = await grow(300, 700, 'killed')
  return { older, olderKilled, killed, closed: keep('closed', killed.checkpoint) }
}
