import { type DrillNotice, headlineOf, noticeLink } from './drill-notice.ts'

export const pagerDutyEvents = 'https://events.pagerduty.com/v2/enqueue'
export const longestSummary = 1024
const severities = { critical: 'critical', warning: 'warning', healthy: 'info' } as const

/**
 * An event of PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/send-alert-event). Under one `dedup_key`
 * there is one alert, however often it is sent.
 */
export function pagerDutyEvent(notice: DrillNotice, routing_key: string) {
  const { plan_id, schedule_id, title, environment, provider, alert_level, next_due_at, owners, at } = notice
  return {
    routing_key,
    event_action: 'trigger',
    dedup_key: `${plan_id}/${provider}`,
    client: 'Countersign',
    payload: {
      summary: headlineOf(notice).slice(0, longestSummary),
      source: 'countersign',
      severity: severities[alert_level],
      timestamp: at,
      component: schedule_id,
      group: environment,
      class: 'rollback drill',
      custom_details: { plan_id, schedule_id, title, environment, next_due_at, owners, open: noticeLink(notice) },
    },
  }
}
