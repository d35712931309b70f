import type { ReadDb } from './schema.ts'
import type { Tx } from './store.ts'

const logKinds = ['line', 'state', 'health'] as const
export type LogKind = (typeof logKinds)[number]
/** `text` of a line is the line; of the others JSON. */
export type LogLine = { n: number; at: string; kind: LogKind; text: string }

/** After those that are there. What a deploy says is for whoever watches; what it did is in the ledger. */
export async function appendLog(
  tx: Tx,
  deploy_id: string,
  lines: readonly { kind: LogKind; text: string }[],
): Promise<void> {
  if (lines.length === 0) return
  const last = await lastLogLine(tx.db, tx.workspace, deploy_id)
  const rows = lines.map(({ kind, text }, place) => ({
    workspace: tx.workspace,
    deploy_id,
    n: last + place + 1,
    at: tx.now,
    kind,
    text,
  }))
  await tx.db.insertInto('deploy_log').values(rows).execute()
}

async function lastLogLine(db: ReadDb, workspace: string, deploy_id: string): Promise<number> {
  const row = await db
    .selectFrom('deploy_log')
    .select((e) => e.fn.max('n').as('n'))
    .where('workspace', '=', workspace)
    .where('deploy_id', '=', deploy_id)
    .executeTakeFirst()
  return row?.n ?? 0
}

export async function readLog(
  db: ReadDb,
  workspace: string,
  deploy_id: string,
  { after, limit }: { after: number; limit: number },
): Promise<LogLine[]> {
  const rows = await db
    .selectFrom('deploy_log')
    .select(['n', 'at', 'kind', 'text'])
    .where('workspace', '=', workspace)
    .where('deploy_id', '=', deploy_id)
    .where('n', '>', after)
    .orderBy('n')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, kind: logKinds.find((kind) => kind === row.kind) ?? 'line' }))
}

/** The last line in which these words stand. */
export async function lastLineWith(
  db: ReadDb,
  workspace: string,
  deploy_id: string,
  words: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('deploy_log')
    .select('text')
    .where('workspace', '=', workspace)
    .where('deploy_id', '=', deploy_id)
    .where('kind', '=', 'line')
    .where('text', 'like', `%${words}%`)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.text
}
