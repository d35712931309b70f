import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import { runModel } from '../../support/action-model/run.ts'
import { openSetting, workspace } from '../../support/action-model/setting.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { assert, type Context, type Scenario } from '../scenario.ts'

/** Of `npm test` this plays a few: its unit tests play two thousand. */
export const model: Scenario = {
  name: 'model',
  promise: 'whatever people do to actions, at once, twice and in any order, on two processes, is as the rules have it',
  async run(context) {
    const stories = context.short ? 100 : 50_000
    const results = [await playOn('SQLite', { dataDir: folderIn(context, 'sqlite') }, context, stories)]
    if (findPostgres()) {
      const server = await startPostgres()
      const masterKey = randomBytes(32).toString('base64')
      const place = { dataDir: folderIn(context, 'postgresql'), databaseUrl: server.url, masterKey }
      results.push(await playOn('PostgreSQL', place, context, stories).finally(() => server.stop()))
    } else context.say('PostgreSQL: not played, no server program was found')
    return results.join('; ')
  },
}

function folderIn({ folder }: Context, name: string): string {
  const dataDir = join(folder, name)
  mkdirSync(dataDir)
  return dataDir
}

type Place = Parameters<typeof openSetting>[0]

async function playOn(name: string, place: Place, { random, say }: Context, stories: number): Promise<string> {
  const setting = await openSetting(place, 2)
  try {
    const seed = random.between(0, 2 ** 31 - 1)
    say(`${name}: ${stories} stories planned by seed ${seed}`)
    const { requests, answers } = await runModel(setting, { seed, stories })
    const accepted = [...answers].filter(([answer]) => / 20\d$/.test(answer)).reduce((sum, [, count]) => sum + count, 0)
    assert(accepted > stories, `${accepted} of ${requests} requests were accepted: nothing happened`)
    const { ok, size, first_bad: bad } = await verifyDatabase({ database: setting.database, workspace })
    assert(ok, `verify: entry ${bad?.seq}: ${bad?.why}`)
    return `${name}: ${stories} stories, ${requests} requests, ${accepted} accepted, ${size} entries verified`
  } finally {
    await setting.close()
  }
}
