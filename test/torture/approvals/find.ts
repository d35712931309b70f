import { readSnapshot } from '../../../main/store/snapshot.ts'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import { databaseAt, type Place, readAll, workspace } from '../ledger.ts'
import { contradictions, type Found, type Told } from './told.ts'

type State = { approvals: { actor: { id: string } }[] }

/** Everything that is wrong after a kill: by the product's own verification, and by what the clients were told. */
export async function faultsIn(place: Place, told: Told, people: ReadonlyMap<string, string>): Promise<string[]> {
  const report = await verifyDatabase({ database: databaseAt(place), workspace })
  const verified = report.ok ? [] : [`verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`]
  return [...verified, ...contradictions(told.asked.values(), await findActions(place, people)), ...told.faults]
}

async function findActions(place: Place, people: ReadonlyMap<string, string>): Promise<Found[]> {
  const nameOf = (id: string) => people.get(id) ?? id
  const votes = new Map<string, string[]>()
  for (const { action, subject, actor_id } of await readAll(databaseAt(place))) {
    if (action !== 'action.proposal.approved') continue
    const id = subject.slice('action:'.length)
    votes.set(id, [...(votes.get(id) ?? []), nameOf(actor_id)])
  }
  return readSnapshot(databaseAt(place), async (db) => {
    const rows = await db.selectFrom('action').select(['id', 'target_ref', 'status', 'terms', 'state']).execute()
    return rows.map(({ id, target_ref, status, terms, state }) => ({
      id,
      token: target_ref,
      status,
      required: (JSON.parse(terms) as { approvals_required: number }).approvals_required,
      approvers: (JSON.parse(state) as State).approvals.map(({ actor }) => nameOf(actor.id)),
      entries: votes.get(id) ?? [],
    }))
  })
}
