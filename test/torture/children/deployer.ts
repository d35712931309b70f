// Begins a deploy or a rollback through the API, carries it out, and kills itself at the step that it was told.
import Database from 'better-sqlite3'
import { databaseFile } from '../../../main/store/open.ts'
import { openDeployConsole } from '../deploys/console.ts'
import type { DeployJob } from '../deploys/steps.ts'
import { say } from './protocol.ts'

const { dataDir, ahead, kind, kill } = JSON.parse(process.argv[2] ?? '{}') as DeployJob
const { services, deploy, rollback, idle } = await openDeployConsole(dataDir, ahead)
if (kill) watchFor(kill)
say({ kind: 'open' })
await (kind === 'deploy' ? deploy() : rollback())
await idle()
say({ kind: 'done' })
// Whoever is late with the kill does it when everything is over.
if (kill === null) process.exit(0)

/** Asked in the very turn in which the commit is known, before anything that waits for it goes on. */
function watchFor({ action, n, delay }: NonNullable<DeployJob['kill']>): void {
  const handle = new Database(databaseFile(dataDir), { readonly: true })
  const count = handle.prepare<[string], { n: number }>('select count(*) as n from ledger_entry where action = ?')
  const before = count.get(action)?.n ?? 0
  const unwatch = services.store.watch(() => {
    if ((count.get(action)?.n ?? 0) < before + n) return
    unwatch()
    if (delay === 0) process.kill(process.pid, 'SIGKILL')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), delay)
  })
}
