import { expect } from 'vitest'
import { actions, type Queue, type Row, rightly } from './action-kit.ts'

/** Every place that an action can be in, and how people bring one there. Each call makes a row of its own. */
export const scenes = {
  'proposed, tier 1': (q: Queue) => q.propose({ type: 'alert' }),
  'proposed, tier 2': (q: Queue) => q.propose(),
  'proposed, tier 3': (q: Queue) => q.propose({ type: 'kill_run' }),
  'a dry run': (q: Queue) => q.propose({ mode: 'dry_run' }),
  'a dry run, approved': async (q: Queue) => q.did((await q.propose({ mode: 'dry_run' })).id, 'approve', 'approver'),
  'approved once of twice': async (q: Queue) =>
    q.did((await q.propose({ type: 'kill_run' })).id, 'approve', 'approver'),
  approved: (q: Queue) => approvedTier3(q),
  'approved by breaking glass': (q: Queue) => glassBroken(q),
  claimed: async (q: Queue) => q.did((await approvedTier3(q)).id, 'claim', 'runner'),
  'claimed, and the lease is over': async (q: Queue) => {
    const { id } = await approvedTier3(q)
    await q.did(id, 'claim', 'runner', { lease_seconds: 5 })
    q.time.pass(5)
    return q.row(id)
  },
  executed: async (q: Queue) => q.did((await approvedTier3(q)).id, 'mark-executed', 'runner'),
  'executed after breaking glass': async (q: Queue) => q.did((await glassBroken(q)).id, 'mark-executed', 'runner'),
  'reviewed after breaking glass': async (q: Queue) => q.did((await glassBroken(q)).id, 'close-review', 'approver'),
  'executed by itself': (q: Queue) => q.propose({ type: 'alert', mode: 'autonomous' }),
  rejected: async (q: Queue) => q.did((await q.propose({ type: 'kill_run' })).id, 'reject', 'approver'),
  're-pointed': async (q: Queue) => {
    const { id } = await q.propose({ type: 'kill_run' })
    await q.did(id, 'repoint', 'operator')
    return q.row(id)
  },
  expired: async (q: Queue) => {
    const { id } = await q.propose({ type: 'kill_run', ttl_seconds: 30 })
    q.time.pass(30)
    expect((await q.give(id, 'approve', 'approver')).status).toBe(400)
    return q.row(id)
  },
} satisfies Record<string, (q: Queue) => Promise<Row>>
export type Scene = keyof typeof scenes

export const approvedTier3 = async (q: Queue): Promise<Row> => {
  const { id } = await q.propose({ type: 'kill_run' })
  await q.did(id, 'approve', 'approver')
  return q.did(id, 'approve', 'second')
}

export const glassBroken = async (q: Queue): Promise<Row> =>
  q.did((await q.propose({ type: 'kill_run' })).id, 'approve', 'commander', breaking)

export const breaking = { ...rightly('approve'), note: 'Nobody else is awake', break_glass: true }

/** How many entries of each name the ledger has about an action. */
export async function entriesOf(q: Queue, id: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { action } of (await q.row(id)).history) counts[action] = (counts[action] ?? 0) + 1
  return counts
}

export const idsIn = async (q: Queue, query: string, who?: Parameters<Queue['get']>[1]): Promise<string[]> => {
  const response = await q.get(`${actions}?${query}`, who)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return (JSON.parse(text) as { items: Row[] }).items.map(({ id }) => id)
}
