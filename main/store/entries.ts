import { sql } from 'kysely'
import type { Entry } from '../../shared/domain/entry.ts'
import type { ReadDb } from './schema.ts'
import { runShaped } from './shaped.ts'

export type EntryFilter = { action?: string | undefined; subject?: string | undefined }
export type EntryWindow = EntryFilter & {
  after?: number | undefined
  order: 'asc' | 'desc'
  limit: number
  offset?: number | undefined
}

export async function readEntries(db: ReadDb, workspace: string, window: EntryWindow): Promise<Entry[]> {
  return (await readTexts(db, workspace, window)).map(({ body }) => JSON.parse(body) as Entry)
}

/** The stored text itself, for whoever passes entries on: what goes out is what was hashed. */
export async function readTexts(
  db: ReadDb,
  workspace: string,
  window: EntryWindow,
): Promise<{ seq: number; body: string }[]> {
  const { action, subject, after, order, limit, offset } = window
  const bounds = actionBounds(action)
  const given = [subject || undefined, after, offset || undefined].map((value) => value !== undefined)
  const values = [workspace, ...bounds, subject || undefined, after, limit, offset || undefined]
  const shape = `texts ${order} ${bounds.length} ${given}`
  return runShaped(
    db,
    shape,
    values.filter((value) => value !== undefined),
    () => {
      let query = matching(db, workspace, window)
        .select(['seq', 'body'])
        // What was emptied must not take up the room of what is there.
        .where('body', 'is not', null)
        .$narrowType<{ body: string }>()
        .orderBy('seq', order)
        .limit(limit)
      if (after !== undefined) query = query.where('seq', order === 'asc' ? '>' : '<', after)
      return offset ? query.offset(offset) : query
    },
  )
}

/** The last entries about any of several subjects, oldest first; for whoever tells one story out of them. */
export async function readEntriesAbout(
  db: ReadDb,
  workspace: string,
  subjects: readonly string[],
  limit: number,
): Promise<Entry[]> {
  const texts = await db
    .selectFrom('ledger_entry')
    .select('body')
    .where('workspace', '=', workspace)
    .where('subject', 'in', subjects)
    .where('body', 'is not', null)
    .$narrowType<{ body: string }>()
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return texts.map(({ body }) => JSON.parse(body) as Entry).reverse()
}

export async function countEntries(db: ReadDb, workspace: string, filter: EntryFilter): Promise<number> {
  const row = await matching(db, workspace, filter)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** How many entries a prune has emptied: always the first ones. */
export async function countEmptied(db: ReadDb, workspace: string): Promise<number> {
  const [first] = await runShaped(db, 'first kept', [workspace, 1], () =>
    db
      .selectFrom('ledger_entry')
      .select('seq')
      .where('workspace', '=', workspace)
      .where('body', 'is not', null)
      .orderBy('seq')
      .limit(1),
  )
  return first ? first.seq - 1 : 0
}

/** As `readTexts`, with the places of emptied entries, for streams. */
export async function readBodies(
  db: ReadDb,
  workspace: string,
  after: number,
  limit: number,
): Promise<{ seq: number; body: string | null }[]> {
  return runShaped(db, 'bodies', [workspace, after, limit], () =>
    db
      .selectFrom('ledger_entry')
      .select(['seq', 'body'])
      .where('workspace', '=', workspace)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit),
  )
}

function matching(db: ReadDb, workspace: string, { action, subject }: EntryFilter) {
  let query = db.selectFrom('ledger_entry').where('workspace', '=', workspace)
  const [from, to] = actionBounds(action)
  if (to !== undefined) query = query.where(sql<boolean>`action >= ${from} and action < ${to}`)
  else if (from !== undefined) query = query.where('action', '=', from)
  return subject ? query.where('subject', '=', subject) : query
}

/** A prefix as a range, so that the index serves it: '.' is followed by '/' in both engines' byte order. */
const actionBounds = (action: string | undefined): string[] =>
  action?.endsWith('.') ? [action, `${action.slice(0, -1)}/`] : action ? [action] : []
