import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { type AlertFilter, type AlertPlace, readAlerts } from '../../store/alert-events.ts'
import { readPlace, writePlace } from './place-cursor.ts'
import { viewAlert } from './view-alerts.ts'
import type { FleetAlertView, Page } from './views.ts'

export function alertPlace(cursor: string | undefined): Result<AlertPlace | undefined> {
  const place = readPlace('alerts', /^\d{1,15}$/, cursor)
  if (!place.ok) return place
  return ok(place.value && { updated_ms: place.value.first, n: Number(place.value.second) })
}

/** Alerts, the one that changed last first. */
export async function listAlerts(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  { limit = 50, after, ...filter }: AlertFilter & { limit?: number | undefined; after?: AlertPlace | undefined } = {},
  db = store.read,
): Promise<Page<FleetAlertView>> {
  const found = await readAlerts(db, workspace, filter, { after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(viewAlert),
    next_cursor:
      found.length > page.length && last
        ? writePlace('alerts', { first: last.updated_ms, second: String(last.n) })
        : null,
  }
}
