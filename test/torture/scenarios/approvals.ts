import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findActorId } from '../../../main/store/actors.ts'
import { keyIdentity } from '../../../main/identity/api-keys.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { findPostgres, startPostgres } from '../../support/postgres.ts'
import { startClients, type Person } from '../approvals/clients.ts'
import { faultsIn } from '../approvals/find.ts'
import { createRecord } from '../approvals/record.ts'
import { identityOf, opened, type Place, workspace } from '../ledger.ts'
import { assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { type Server, startServer } from '../server.ts'

const killsPerLedger = 50

export const approvals: Scenario = {
  name: 'approvals',
  promise:
    'an approval answered with 200 is there after kill -9, asked again it gets the very same bytes, and nobody votes twice',
  async run(context) {
    const { short, say } = context
    const onSqlite = await approveAgain(context, short ? 20 : 1_000)
    assertNone(onSqlite.faults, `after kill ${onSqlite.kills}`)
    say(`SQLite: ${inWords(onSqlite)}`)
    if (!findPostgres()) return `${inWords(onSqlite)}; not run on PostgreSQL: no server program was found`
    const server = await startPostgres()
    try {
      const masterKey = randomBytes(32).toString('base64')
      const on = { databaseUrl: server.url, masterKey, servers: 2 }
      const onPostgres = await approveAgain({ ...context, folder: join(context.folder, 'pg') }, short ? 4 : 50, on)
      assertNone(onPostgres.faults, `on PostgreSQL, after kill ${onPostgres.kills}`)
      return `${inWords(onSqlite)}; on PostgreSQL with two servers ${inWords(onPostgres)}`
    } finally {
      await server.stop()
    }
  },
}
