import { onTestFinished } from 'vitest'
import type { Engine } from '../../main/store/schema.ts'
import { freshPlace } from '../support/engines.ts'

/** The flags by which a command finds an empty store of its own, and where that is. */
export async function freshStoreFlags(engine: Engine): Promise<{ flags: string[]; dataDir: string; database: string }> {
  const { dataDir, database, databaseUrl, remove } = await freshPlace(engine)
  onTestFinished(remove)
  return { flags: ['--data', dataDir, ...(databaseUrl ? ['--database', databaseUrl] : [])], dataDir, database }
}
