import { type AlertDocument, alertSources, alertStatuses } from '../../../shared/domain/fleet.ts'
import type { AlertRecord } from '../../store/alert-events.ts'
import { oneOf } from './one-of.ts'
import { type FleetAlertView, timeOf } from './views.ts'

export function viewAlert(record: AlertRecord): FleetAlertView {
  const { alert_id, name, agent, severity, summary, starts_ms, ends_ms, updated_ms } = record
  const { labels, annotations, generator_url, measured }: AlertDocument = JSON.parse(record.document)
  return {
    id: alert_id,
    source: oneOf(alertSources, record.source),
    name,
    agent,
    severity,
    status: oneOf(alertStatuses, record.status),
    summary,
    labels,
    annotations,
    generator_url,
    measured,
    starts_at: timeOf(starts_ms),
    ends_at: ends_ms === null ? null : timeOf(ends_ms),
    updated_at: timeOf(updated_ms),
  }
}
