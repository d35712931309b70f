import type { z } from '@hono/zod-openapi'
import type { Dashboard } from '../../../shared/contract/drills.ts'
import { alertLevelFrom } from '../../../shared/domain/drill-route.ts'
import { standingOf } from '../../../shared/domain/drill-schedule.ts'
import type { Services } from '../../services.ts'
import { readDashboardCounts, readWaiting } from '../../store/drill-dashboard.ts'
import { readHistory } from '../../store/drill-history.ts'
import { readSchedules } from '../../store/drill-schedules.ts'
import type { Caller } from '../caller.ts'
import { describeInBrief } from './describe-history.ts'

/** More than that is what the list of routes is for; the counts say how many there are. */
const mostWaiting = 100
const latest = 10

/** What waits, what is late, what failed. Routes that a later plan took over are that plan's, and not counted again. */
export async function showDashboard(
  services: Pick<Services, 'store' | 'clock' | 'origin'>,
  caller: Pick<Caller, 'workspace'>,
): Promise<z.output<typeof Dashboard>> {
  const now = services.clock()
  const at = new Date(now).toISOString()
  const { read } = services.store
  const { workspace } = caller
  const counts = await readDashboardCounts(read, workspace, at)
  const { outstanding, acknowledged, escalated, resolved, dismissed } = counts.by_state
  const schedules = await readSchedules(read, workspace)
  const stale = schedules.some(({ schedule }) => standingOf(schedule, now).stale)
  const places = await readHistory(read, workspace, {}, { limit: latest, offset: 0 })
  return {
    generated_at: at,
    alert_level: alertLevelFrom({ stale, breached: counts.breached > 0, open: outstanding + escalated > 0 }),
    plan_count: counts.plans,
    delivery_count: counts.deliveries,
    failed_delivery_count: counts.failed,
    failed_delivery_open_count: counts.failed_open,
    acknowledgement_count: counts.acknowledgements,
    outstanding_acknowledgement_count: outstanding,
    acknowledged_count: acknowledged,
    escalated_count: escalated,
    resolved_count: resolved,
    dismissed_count: dismissed,
    breached_count: counts.breached,
    suppressed_route_count: counts.suppressed,
    next_breach_at: counts.next_breach_at,
    outstanding_acknowledgements: await readWaiting(read, workspace, mostWaiting),
    latest: await describeInBrief(read, workspace, services.origin(workspace), places),
  }
}
