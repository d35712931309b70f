import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { openMasterKeys } from '../identity/master-keys.ts'
import { prepareDataDir } from '../services.ts'
import { openStore } from '../store/open.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { verifyDatabase } from '../use-cases/audit/verify-database.ts'
import { checkBackup, restoreBackup } from '../use-cases/backup/restore-backup.ts'
import { writeBackup } from '../use-cases/backup/write-backup.ts'
import { masterKeyStatus, unopened } from '../use-cases/secrets/master-key-status.ts'
import { readConfig } from './config.ts'
import { databaseOf, existingDatabase, openForCommand, print, type StoreFlags, withStore } from './context.ts'

export function backupCommands(program: Command): void {
  withStore(program.command('backup'))
    .description('write everything to one file, signing key included, also while a server runs; keep the file secret')
    .argument('<file>', 'a file that is not there yet')
    .action(backup)
  withStore(program.command('restore'))
    .description('fill an empty data folder or database from a backup, on either engine, and verify it')
    .argument('<file>', 'a backup')
    .action(restore)
}

async function backup(file: string, flags: StoreFlags): Promise<void> {
  existingDatabase(flags)
  if (existsSync(file)) throw new Error(`${file} is there already; a backup never overwrites one`)
  const { services } = await openForCommand(flags)
  try {
    const { rows } = await writeBackup(services, file)
    print(`wrote ${file}: ${rows} rows. It holds the signing key: keep it as secret as the server.`)
    const keys = (await masterKeyStatus(services)).filter(({ secrets }) => secrets > 0).map(({ id }) => id)
    if (keys.length > 0)
      print(`Its secrets are sealed under the master key ${keys.join(', ')}, which is not in it: keep that elsewhere.`)
  } finally {
    await services.close()
  }
}

async function restore(file: string, flags: StoreFlags): Promise<void> {
  const checked = await checkBackup(file)
  const config = readConfig(flags)
  const database = databaseOf(config)
  const dataDir = prepareDataDir(config.data_dir)
  const store = await openStore({ database })
  try {
    const { rows, instance } = await restoreBackup(
      store,
      { dataDir, mode: 'server', masterKey: config.master_key },
      checked,
    )
    print(`restored ${rows} rows of instance ${instance}`)
    const masterKeys = openMasterKeys({ dataDir, instance, mode: 'server', masterKey: config.master_key })
    for (const { id, secrets } of unopened(await masterKeyStatus({ store, masterKeys })))
      print(
        `${secrets} of its secrets are sealed under the master key ${id}, which is not here: they open once COUNTERSIGN_MASTER_KEY or master.key has it`,
      )
  } finally {
    await store.close()
  }
  for (const workspace of await readSnapshot(database, listWorkspaces)) {
    const report = await verifyDatabase({ database, workspace })
    if (!report.ok)
      throw new Error(`${workspace} does not verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`)
    print(`${workspace}: ok, ${report.size} entries, root ${report.root}`)
  }
}
