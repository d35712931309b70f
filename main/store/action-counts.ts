import { type Status, statuses } from '../../shared/domain/action.ts'
import type { Kinds } from './queue-filter.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'

export type KindCount = { status: string; type: string; mode: string; actions: number }

/** How many actions of each kind a workspace has: a hundred numbers at most, which the database keeps as it writes. */
export async function readCounts(db: ReadDb, workspace: string): Promise<KindCount[]> {
  return runByKey(db, 'action counts', [workspace], () =>
    db.selectFrom('action_count').select(['status', 'type', 'mode', 'actions']).where('workspace', '=', workspace),
  )
}

export const sumOf = (counts: readonly KindCount[], kinds: Partial<Kinds> = {}): number =>
  counts.filter((count) => isOf(count, kinds)).reduce((sum, { actions }) => sum + actions, 0)

const isOf = (count: KindCount, { status, type, mode }: Partial<Kinds>): boolean =>
  includes(status, count.status) && includes(type, count.type) && includes(mode, count.mode)

const includes = (wanted: readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || wanted.includes(value)

/** Has no other workspace any actions? */
export async function isAlone(db: ReadDb, workspace: string): Promise<boolean> {
  const [other] = await runByKey(db, 'others', [workspace, 1], () =>
    db.selectFrom('action_count').select('workspace').where('workspace', '<>', workspace).limit(1),
  )
  return other === undefined
}

export async function countByStatus(db: ReadDb, workspace: string): Promise<Record<Status, number>> {
  const counts = await readCounts(db, workspace)
  const entries = statuses.map((status) => [status, sumOf(counts, { status: [status] })])
  return Object.fromEntries(entries) as Record<Status, number>
}
