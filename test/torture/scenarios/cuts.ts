import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { places } from '../../support/cuts/proxy.ts'
import { type Outcome, runCuts } from '../../support/cuts/run.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { assertNone, type Context, type Scenario } from '../scenario.ts'

/** Of `npm test` its unit tests cut a hundred on each database; here a few more. */
export const cuts: Scenario = {
  name: 'cuts',
  promise: 'a network that is cut anywhere between console and server loses nothing, doubles nothing, hides nothing',
  async run(context) {
    const wanted = context.short ? 20 : 2_000
    const results = [inWords('SQLite', await cutOn({ dataDir: folderIn(context, 'sqlite') }, context, wanted))]
    if (findPostgres()) {
      const server = await startPostgres()
      const masterKey = randomBytes(32).toString('base64')
      const place = { dataDir: folderIn(context, 'postgresql'), databaseUrl: server.url, masterKey }
      const outcome = await cutOn(place, context, wanted).finally(() => server.stop())
      results.push(inWords('PostgreSQL', outcome))
    } else context.say('PostgreSQL: not cut, no server program was found')
    return results.join('; ')
  },
}

function folderIn({ folder }: Context, name: string): string {
  const dataDir = join(folder, name)
  mkdirSync(dataDir)
  return dataDir
}

async function cutOn(place: Parameters<typeof runCuts>[0], { random }: Context, wanted: number): Promise<Outcome> {
  const outcome = await runCuts(place, { random, cuts: wanted })
  assertNone(outcome.faults, `after ${outcome.cuts.length} cut connections`)
  return outcome
}

function inWords(engine: string, { cuts: made, stories, tries, size }: Outcome): string {
  const where = places.map((place) => `${made.filter((cut) => cut.place === place).length} ${place}`).join(', ')
  const streams = made.filter(({ isStream }) => isStream).length
  return `${engine}: ${made.length} cuts (${where}; ${streams} of them event streams), ${stories} stories in ${tries} tries, ${size} entries, 0 lost, 0 doubled`
}
