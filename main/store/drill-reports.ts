import type { Selectable } from 'kysely'
import type { Who } from '../../shared/domain/action.ts'
import type { ReportKind } from '../../shared/domain/drill-report-entries.ts'
import type { AlertLevel } from '../../shared/domain/drill-route.ts'
import type { ReadDb, Schema } from './schema.ts'
import { anyLength, shortColumns, shortDocument } from './short-documents.ts'
import type { Tx } from './store.ts'

/** An escalation plan or an audit package as it was made: its document names people by id alone. */
export type ReportRecord = {
  report_id: string
  kind: ReportKind
  /** Canonical JSON. */
  document: string
  alert_level: AlertLevel
  at: string
  by: Who
  seq: number
}
export type ReportRow = Selectable<Schema['drill_report']>

export async function insertReport(tx: Tx, { by, ...report }: ReportRecord): Promise<void> {
  await tx.db
    .insertInto('drill_report')
    .values({ workspace: tx.workspace, ...report, by_id: by.id, by_digest: by.digest })
    .execute()
}

const headColumns = ['n', 'workspace', 'report_id', 'kind', 'alert_level', 'at', 'by_id', 'by_digest', 'seq'] as const
const routes = { begins: '"routes":[', ends: ']}' }

/** By their ids, whichever there are; in no order. One that is longer than this comes without its routes. */
export async function readReports(
  db: ReadDb,
  workspace: string,
  ids: readonly string[],
  mostBytes = anyLength,
): Promise<(ReportRow & { truncated: boolean })[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('drill_report')
    .select(headColumns)
    .select(shortColumns(mostBytes))
    .where('workspace', '=', workspace)
    .where('report_id', 'in', ids)
    .execute()
  return rows.map(({ whole, head, tail, ...row }) => ({ ...row, ...shortDocument({ whole, head, tail }, routes) }))
}

export type ReportHead = Omit<ReportRow, 'document'>

/** The same without what is long in them. */
export async function readReportHeads(db: ReadDb, workspace: string, ids: readonly string[]): Promise<ReportHead[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('drill_report')
    .select(headColumns)
    .where('workspace', '=', workspace)
    .where('report_id', 'in', ids)
    .execute()
}

/** All of a workspace's rows as they stand, for the verifier. */
export async function readReportRows(db: ReadDb, workspace: string): Promise<ReportRow[]> {
  return db.selectFrom('drill_report').selectAll().where('workspace', '=', workspace).orderBy('n').execute()
}
