import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Services } from '../../services.ts'
import { dumpRows } from '../../store/dump.ts'
import { latestVersion } from '../../store/migrate.ts'
import { readSnapshot } from '../../store/snapshot.ts'
import { version } from '../../version.ts'
import { type Head, lineHash, rowLine } from './format.ts'

const chunk = 64 * 1024

/**
 * Writes one moment of the whole store, signing key included, while servers go on. The file appears when it is whole and
 * on the disk; until then there is none.
 */
export async function writeBackup(services: Services, file: string): Promise<{ rows: number }> {
  const draft = `${file}.${process.pid}.part`
  const handle = await open(draft, 'wx', 0o600)
  try {
    const hash = lineHash()
    let waiting = ''
    const write = async (line: string) => {
      hash.update(line)
      waiting += line
      if (waiting.length >= chunk) await flush()
    }
    const flush = async () => {
      const text = waiting
      waiting = ''
      await handle.appendFile(text)
    }
    await write(`${JSON.stringify(headOf(services))}\n`)
    let rows = 0
    await readSnapshot(services.database, async (db) => {
      for await (const row of dumpRows(db)) {
        await write(rowLine(row))
        rows += 1
      }
    })
    const sha256 = hash.copy().digest('hex')
    await write(`${JSON.stringify({ end: true, rows, sha256 })}\n`)
    await flush()
    await handle.sync()
    await handle.close()
    await rename(draft, file)
    await syncFolder(dirname(file))
    return { rows }
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}

/** A name is durable only when its folder is; Windows keeps that by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function headOf({ instance, signer, clock }: Services): Head {
  return {
    countersign_backup: 1,
    version,
    schema: latestVersion,
    instance: instance.id,
    created_at: new Date(clock()).toISOString(),
    signing_key: signer.exportPem(),
  }
}
