import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readTraces, type TraceFilter, type TracePlace } from '../../store/traces.ts'
import { readPlace, writePlace } from './place-cursor.ts'
import { viewTraces } from './view-traces.ts'
import type { Page, TraceRowView } from './views.ts'

/** As the wire's cursor says it. */
export function tracePlace(cursor: string | undefined): Result<TracePlace | undefined> {
  const place = readPlace('traces', /^[0-9a-f]+$/, cursor)
  if (!place.ok) return place
  return ok(place.value && { started_us: place.value.first, trace_id: place.value.second })
}

/** What the agents did, newest first, after a place in that order. */
export async function listTraces(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  { limit = 50, after, ...filter }: TraceFilter & { limit?: number | undefined; after?: TracePlace | undefined } = {},
  db = store.read,
): Promise<Page<TraceRowView>> {
  // One more than asked for tells whether this is the last page.
  const found = await readTraces(db, workspace, filter, { after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await viewTraces(db, workspace, page),
    next_cursor:
      found.length > page.length && last
        ? writePlace('traces', { first: last.started_us, second: last.trace_id })
        : null,
  }
}
