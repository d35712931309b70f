import { hash } from 'node:crypto'
import { type ReportKind, writeReport } from '../../../shared/domain/drill-report-entries.ts'
import type { AlertLevel } from '../../../shared/domain/drill-route.ts'
import { canonicalText, type Json } from '../../../shared/domain/entry.ts'
import { insertReport } from '../../store/drill-reports.ts'
import type { Act } from '../transition.ts'

type Report = {
  report_id: string
  alert_level: AlertLevel
  counts: Record<string, number>
  document: object
}

/** Keeps a report, and says in the ledger what it came to and which document it is. */
export async function recordReport(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  kind: ReportKind,
  { report_id, alert_level, counts, document }: Report,
): Promise<void> {
  const text = canonicalText(document as Json)
  const document_digest = hash('sha256', text, 'hex')
  const entry = writeReport(tx.workspace, kind, { report_id, alert_level, counts, document_digest })
  const { seq } = tx.append({ ...entry, actor: who })
  await insertReport(tx, { report_id, kind, document: text, alert_level, at: tx.now, by: who, seq })
}
