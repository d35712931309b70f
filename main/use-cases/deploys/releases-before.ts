import type { Deploy } from '../../../shared/domain/gate.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import type { Release } from '../../gate/host.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { readDeploys } from '../../store/deploys.ts'
import type { ReadDb } from '../../store/schema.ts'

/** Further back than all of those that are asked about. */
const lookedBack = 10

/** Of deploys: what the host called that which ran before each, where the ledger has it or the host has said it. */
export async function releasesBefore(
  db: ReadDb,
  workspace: string,
  records: readonly DeployRecord[],
  seen: (surface: string) => readonly Release[],
): Promise<(record: DeployRecord) => Release | null> {
  const out = new Map<string, DeployRecord[]>()
  for (const [surface, some] of Map.groupBy(records.filter(leftSomething), ({ deploy }) => deploy.surface_id)) {
    const after = Math.max(...some.map(({ n }) => n))
    const wanted = { surface, outcome: ['success', 'health_check_failed'] }
    out.set(surface, await readDeploys(db, workspace, wanted, { after, limit: some.length + lookedBack }))
  }
  return (record) => {
    if (!leftSomething(record)) return null
    const { surface_id, from_sha, release: own } = record.deploy
    const before = out.get(surface_id)?.flatMap((each) => (each.n < record.n ? releaseOf(each.deploy) : [])) ?? []
    const known = [...before, ...seen(surface_id)]
    return known.find(({ id, sha }) => id !== own && sameCommit(sha, from_sha)) ?? null
  }
}

/** What a rollback left is what nobody goes back to. */
const leftSomething = ({ deploy }: DeployRecord): boolean => deploy.kind === 'deploy' && deploy.from_sha !== null

const releaseOf = ({ release, to_sha, began_at }: Deploy): Release[] =>
  release === null ? [] : [{ id: release, sha: to_sha, at: began_at, label: release }]
