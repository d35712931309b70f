import type { z } from '@hono/zod-openapi'
import type { DeployReport } from '../../../shared/contract/deploys.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { deployAction } from '../../../shared/domain/surface.ts'
import { withoutAddresses } from '../../../shared/domain/without-addresses.ts'
import { withoutSecrets } from '../../redact.ts'

export type Report = z.output<typeof DeployReport>

/** By how much the clock of whoever reports may be ahead of ours. */
const skewMs = 5 * 60_000

/** A report as it can become part of the ledger: of what has been, and without what could not be taken out again. */
export function readReport(report: Report, now: string): Result<Report> {
  const issues = [...issuesOf(report, Date.parse(now))]
  if (issues.length > 0) return refuse('invalid_input', 'The deploy cannot be recorded so.', { issues })
  const { target_app, detail, release, snapshot, comment } = report
  return ok({
    ...report,
    target_app: plain(target_app),
    detail: detail && plain(detail),
    release: release && plain(release),
    snapshot: snapshot && plain(snapshot),
    comment: comment && plain(comment),
  })
}

/** As the ends of what is carried out here are written. */
const plain = (text: string): string => withoutAddresses(withoutSecrets(text))

function* issuesOf(report: Report, now: number) {
  const { ts_utc, started_at = ts_utc, run_url, action, environment, outcome, under_way } = report
  const latest = now + skewMs
  if (Date.parse(ts_utc) > latest) yield issue('ts_utc', 'it has not been yet')
  if (Date.parse(started_at) > latest) yield issue('started_at', 'it has not been yet')
  if (Date.parse(started_at) > Date.parse(ts_utc)) yield issue('started_at', 'it began after it ended')
  if (action !== undefined && action !== deployAction(environment))
    yield issue('action', `expected ${deployAction(environment)}, as its environment is ${environment}`)
  if (under_way && outcome !== 'unknown') yield issue('under_way', 'expected no outcome yet: that is unknown')
  if (run_url !== undefined && !isOpen(run_url)) yield issue('run_url', 'expected no credentials and nobody’s address')
}

/** An address that everybody may read. */
function isOpen(address: string): boolean {
  const { username, password } = new URL(address)
  return username === '' && password === '' && plain(address) === address
}

const issue = (field: keyof Report, message: string) => ({ path: [field], message })
