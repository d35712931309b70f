import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { openKeychain } from '../identity/keychain.ts'
import { localIdentity } from '../identity/local.ts'
import { createLog } from '../log.ts'
import { openServices, type Services } from '../services.ts'
import { databaseFile, isPostgres } from '../store/open.ts'
import { type Config, readConfig } from './config.ts'

export type StoreFlags = { data?: string; database?: string; config?: string }

/** The flags of every command that works on a store. */
export const withStore = (command: Command): Command =>
  command
    .option('--data <dir>', 'the data folder')
    .option('--database <url>', 'a PostgreSQL database instead of the SQLite file in the data folder')
    .option('--config <file>', 'a configuration file (JSON)')

/** Whoever can open the store from a shell is its administrator; the ledger records which user of the system it was. */
export const operator = localIdentity

/** A person reads what a command prints; the log speaks up only when something is wrong. */
export async function openForCommand(flags: StoreFlags): Promise<{ services: Services; config: Config }> {
  const config = readConfig(flags)
  const log = createLog('warn')
  const { data_dir: dataDir, database_url: databaseUrl, master_key: masterKey } = config
  // The desktop keeps its ledger's key in the keychain; a command may be given its folder.
  const otherKeychain = () => openKeychain((error) => log.debug({ err: error }, 'no keychain'))
  const options = { mode: 'server', dataDir, databaseUrl, masterKey, otherKeychain, mayBeSample: true, log } as const
  return { services: await openServices(options), config }
}

/** The database that is there already: reading commands never make one. */
export function existingDatabase(flags: StoreFlags): { database: string; config: Config } {
  const config = readConfig(flags)
  const database = databaseOf(config)
  if (!isPostgres(database) && !existsSync(database))
    throw new Error(`there is no Countersign database in ${config.data_dir}`)
  return { database, config }
}

export const databaseOf = (config: Config): string => config.database_url ?? databaseFile(config.data_dir)

export const print = (line: string): void => void process.stdout.write(`${line}\n`)
