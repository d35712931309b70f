import { knowActor } from '../../../main/store/actors.ts'
import type { Engine } from '../../../main/store/schema.ts'
import { sweepActions } from '../../../main/use-cases/actions/sweep-actions.ts'
import { pruneEntries } from '../../../main/use-cases/audit/prune-entries.ts'
import { callerWith } from '../../../main/use-cases/caller.ts'
import { setPolicy } from '../../../main/use-cases/workspace/policy.ts'
import { type Queue, startQueue } from '../../http/action-kit.ts'
import { type Scene, scenes } from '../../http/action-scenes.ts'
import { freshPlace, type Place } from '../../support/engines.ts'
import { ada } from '../../support/people.ts'

export type Name = Scene | 'tagged'
/** A row by the name of its scene, and the entry that changed it last. `over` where nothing can happen to it any more. */
export type Told = { id: string; last_seq: number; over: boolean }
type Chapter = {
  rows: ReadonlyMap<Name, Told>
  /** Up to where its entries are pruned. */
  prunedTo: number | undefined
}

const overIn: readonly Name[] = ['executed', 'executed by itself', 'rejected', 're-pointed', 'expired', 'tagged']

/** Three times everything that can become of an action, the first two times pruned; and who holds the workspace, and the policy. */
export async function tellActions(engine: Engine): Promise<{ place: Place; chapters: Chapter[] }> {
  const place = await freshPlace(engine)
  const q = await startQueue(engine, { place })
  const chapters: Chapter[] = []
  for (const last of [false, false, true]) {
    const rows = await tell(q)
    q.time.pass(1)
    const pruned = last ? undefined : await pruneEntries(q.services, ada, { workspace: 'w', before: q.time.text() })
    if (pruned && !pruned.ok) throw new Error(pruned.refusal.detail)
    chapters.push({ rows, prunedTo: pruned?.value.to })
  }
  await q.close()
  return { place, chapters }
}

async function tell(q: Queue): Promise<Chapter['rows']> {
  const ids = new Map<Name, string>()
  await setBoth(q, false)
  for (const [name, make] of Object.entries(scenes)) ids.set(name as Scene, (await make(q)).id)
  ids.set('tagged', (await q.propose({ type: 'tag_trace', mode: 'autonomous', payload: { tags: ['slow', 'eu'] } })).id)
  await setBoth(q, true)
  await q.propose({ type: 'alert', mode: 'autonomous' })
  await q.did(ids.get('executed') ?? '', 'comments', 'approver')
  await sweepActions(q.services)
  const rows = new Map<Name, Told>()
  for (const [name, id] of ids)
    rows.set(name, { id, last_seq: (await q.row(id)).last_seq, over: overIn.includes(name) })
  return rows
}

/** The hold, and the policy of one: which a server would not let anybody switch on. */
async function setBoth(q: Queue, on: boolean): Promise<void> {
  await q.send('/api/v1/workspace/hold', { held: on, reason: 'Freeze' }, 'commander', { method: 'PUT' })
  await q.services.store.write('w', async (tx) => {
    const who = await knowActor(tx, ada)
    const actor = { ...ada, id: who.id }
    const caller = callerWith({ mode: 'local', actor, workspace: 'w', roles: [], groups: [], client: '' })
    await setPolicy(
      { mode: 'local', drillPolicy: q.services.drillPolicy },
      { tx, caller, who, signedIn: null },
      { single_operator: on },
    )
  })
}
