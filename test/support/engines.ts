import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../main/store/open.ts'
import type { Engine } from '../../main/store/schema.ts'
import type { Store } from '../../main/store/store.ts'
import { freshDatabase } from './database.ts'

/** Every test of the store and of what stands on it runs on both. */
export const engines: readonly Engine[] = ['sqlite', 'postgresql']

export type Place = {
  /** A path or a URL: what `openStore` takes. */
  database: string
  dataDir: string
  databaseUrl: string | undefined
  remove(): Promise<void>
}

/** Somewhere empty for one test. */
export async function freshPlace(engine: Engine): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const removeDir = () => rmSync(dataDir, { recursive: true, force: true })
  if (engine === 'sqlite')
    return {
      database: join(dataDir, 'countersign.db'),
      dataDir,
      databaseUrl: undefined,
      remove: async () => removeDir(),
    }
  const { url, drop } = await freshDatabase()
  return {
    database: url,
    dataDir,
    databaseUrl: url,
    async remove() {
      await drop()
      removeDir()
    },
  }
}

/** A store that goes when the test does. */
export async function withPlace(engine: Engine, use: (place: Place, open: () => Promise<Store>) => Promise<void>) {
  const place = await freshPlace(engine)
  const opened: Store[] = []
  const open = async () => {
    const store = await openStore({ database: place.database })
    opened.push(store)
    return store
  }
  try {
    await use(place, open)
  } finally {
    for (const store of opened) await store.close()
    await place.remove()
  }
}
