import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../../main/store/schema.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { runProbes } from '../../support/probes/run.ts'
import { assert, assertNone, type Context, type Scenario } from '../scenario.ts'

/** Five thousand in all; a twentieth in `npm test`, most of it by unit tests. */
export const probes: Scenario = {
  name: 'probes',
  promise: 'whoever asks for what is another workspace’s cannot tell it from what never was',
  async run(context) {
    const results = [await probe(context, 'sqlite')]
    if (findPostgres()) {
      const server = await startPostgres()
      results.push(await probe(context, 'postgresql', server.url).finally(() => server.stop()))
    } else context.say('PostgreSQL: not asked, no server program was found')
    return results.join('; ')
  },
}

async function probe({ short, folder, random }: Context, engine: Engine, url?: string): Promise<string> {
  const count = short ? 20 : 2_500
  const dataDir = join(folder, engine)
  mkdirSync(dataDir)
  const database = url ?? join(dataDir, 'countersign.db')
  const place = { dataDir, database, databaseUrl: url, remove: async () => {} }
  const { faults, statuses } = await runProbes({ engine, count, seed: random.between(0, 2 ** 31 - 1), place })
  assert(!statuses.has(401), 'some had a credential that is not believed, and so asked nothing')
  assertNone(faults, `${engine}, after ${count} probes`)
  const said = [...statuses].sort().map(([status, times]) => `${times} × ${status}`)
  return `${engine}: ${count} probes, 0 distinguishable (${said.join(', ')})`
}
