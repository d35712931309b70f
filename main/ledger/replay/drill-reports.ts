import { drillActions } from '../../../shared/domain/drill-entries.ts'
import { readReport } from '../../../shared/domain/drill-report-entries.ts'
import { drillKinds, reportText } from './drill-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { RowBook } from './row-book.ts'

/** Every escalation plan and audit package is the document whose digest an entry carries. */
export const replayDrillReports = (book: RowBook): ReplayPart => ({
  resume() {},
  apply(entry) {
    if (entry.action !== drillActions.escalationPlanned && entry.action !== drillActions.audited) return undefined
    const report = readReport(entry)
    if (report === undefined) return 'the entry does not say what was reported'
    if (book.isSettled(drillKinds.report, report.report_id)) return 'a report was made twice'
    const { seq, at, actor_id, actor_digest } = entry
    const text = reportText(report, at, { id: actor_id, digest: actor_digest })
    book.settle(drillKinds.report, report.report_id, { first: seq, place: 0, last_seq: seq, text })
    return undefined
  },
  carry: () => null,
  live: () => [],
})
