import { z } from 'zod'
import { drillActions } from './drill-entries.ts'
import { alertLevels } from './drill-route.ts'
import type { Entry } from './entry.ts'

/** Escalation plans and audit packages: what was found, as it was when somebody asked. */
const reportKinds = ['escalation', 'audit'] as const
export type ReportKind = (typeof reportKinds)[number]

const actionOf = { escalation: drillActions.escalationPlanned, audit: drillActions.audited } as const

/**
 * The entry holds what a report came to, and the digest of the whole: thousands of routes belong in a table, and cannot
 * be changed there without it.
 */
export const ReportEntry = z.object({
  report_id: z.string().min(1),
  alert_level: z.enum(alertLevels),
  counts: z.record(z.string(), z.int()),
  /** SHA-256 of the document's canonical text, in hexadecimal. */
  document_digest: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ReportEntry = z.output<typeof ReportEntry>

export const writeReport = (workspace: string, kind: ReportKind, report: ReportEntry) => ({
  action: actionOf[kind],
  subject: `workspace:${workspace}`,
  data: report,
})

/** Nothing, where an entry is not of the form that this program writes. */
export function readReport({ action, data }: Entry): (ReportEntry & { kind: ReportKind }) | undefined {
  const kind = reportKinds.find((each) => actionOf[each] === action)
  const read = kind && ReportEntry.safeParse(data).data
  return kind && read && { ...read, kind }
}
