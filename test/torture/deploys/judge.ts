import { readEntries } from '../../../main/store/entries.ts'
import { within } from '../../../main/store/within.ts'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { readGateEntry } from '../../../shared/domain/gate-entries.ts'
import type { DeployConsole } from './console.ts'
import { intent } from './steps.ts'

/** What the ledger says of a deploy, and how often it says that it ended. */
export type Told = {
  deploy_id: string
  kind: 'deploy' | 'rollback'
  from_sha: string | null
  to_sha: string | null
  outcomes: { outcome: string; observed_sha: string | null; detail: string | null }[]
  pushed: boolean
}

export async function readTold({ services }: Pick<DeployConsole, 'services'>): Promise<Told[]> {
  const { store, workspace } = services
  const told = new Map<string, Told>()
  for (const entry of await allEntries(store, workspace)) {
    const read = entry.action === intent || entry.action.startsWith('deploy.') ? readGateEntry(entry) : undefined
    if (read?.says === 'begun') {
      const { deploy_id, kind, from_sha, to_sha } = read.deploy
      told.set(deploy_id, { deploy_id, kind, from_sha, to_sha, outcomes: [], pushed: false })
    }
    if (read?.says !== 'event') continue
    const of = told.get(read.deploy_id)
    if (of === undefined) throw new Error(`${entry.action} of a deploy whose intent is not in the ledger`)
    if (read.event.kind === 'deploy_started') of.pushed = true
    if (read.event.kind === 'ended') of.outcomes.push(read.event.ending)
  }
  return [...told.values()]
}

async function allEntries(store: DeployConsole['services']['store'], workspace: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const after = entries.at(-1)?.seq ?? 0
    const page = await within(workspace, () => readEntries(store.read, workspace, { order: 'asc', limit: 500, after }))
    if (page.length === 0) return entries
    entries.push(...page)
  }
}

export async function faultsIn(
  console: Pick<DeployConsole, 'services'>,
  { deploy_id, outcomes }: Told,
  head: string | null,
): Promise<string[]> {
  const { database, workspace } = console.services
  const faults: string[] = []
  if (outcomes.length !== 1) faults.push(`${deploy_id} ended ${outcomes.length} times`)
  const [ending] = outcomes
  if (ending?.outcome === 'unknown' && ending.observed_sha !== head)
    faults.push(`${deploy_id}: it says that ${ending.observed_sha} runs, and it is ${head}`)
  if (ending?.outcome === 'unknown' && !ending.detail) faults.push(`${deploy_id}: it does not say what is known`)
  const report = await verifyDatabase({ database, workspace })
  if (!report.ok) faults.push(`verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`)
  return faults
}
