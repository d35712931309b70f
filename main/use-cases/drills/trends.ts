import type { z } from '@hono/zod-openapi'
import { type getTrends, type Trend, trendKind } from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import { readSuppressed } from '../../store/drill-suppressions.ts'
import type { Caller } from '../caller.ts'
import { type MetadataView, metadataOf } from './metadata.ts'

type Query = z.output<(typeof getTrends)['request']['query']>
type TrendView = z.output<typeof Trend>

const dayMs = 24 * 60 * 60_000

/** What was not sent in the last days, today among them, and why. Nothing is kept of the question. */
export async function showTrends(
  { store, clock, origin }: Pick<Services, 'store' | 'clock' | 'origin'>,
  { workspace }: Pick<Caller, 'workspace'>,
  { days, ...filter }: Query,
): Promise<{ trend: TrendView; metadata: MetadataView }> {
  const now = clock()
  const generated_at = new Date(now).toISOString()
  const names = Array.from({ length: days }, (_, place) =>
    dayOf(new Date(now - (days - 1 - place) * dayMs).toISOString()),
  )
  const since = `${names[0]}T00:00:00.000Z`
  const found = await readSuppressed(store.read, workspace, filter, since)
  const byDay = Map.groupBy(found, ({ created_at }) => dayOf(created_at))
  const category_counts = tallyOf(found.map(({ category }) => category))
  const trend: TrendView = {
    generated_at,
    suppression_event_count: found.length,
    maintenance_suppressed_count: category_counts.maintenance_window ?? 0,
    calendar_suppressed_count: category_counts.owner_calendar ?? 0,
    category_counts,
    owner_counts: tallyOf(found.map(({ owner }) => owner)),
    provider_counts: tallyOf(found.map(({ provider }) => provider)),
    schedule_counts: tallyOf(found.map(({ schedule_id }) => schedule_id)),
    days: names.map((day) => ({
      day,
      category_counts: tallyOf((byDay.get(day) ?? []).map(({ category }) => category)),
    })),
  }
  const head = { id: `gordtrend-${generated_at}`, at: generated_at, signer: origin(workspace) }
  const counts = { suppression_event_count: found.length, category_counts }
  return { trend, metadata: metadataOf(trendKind, head, counts) }
}

const dayOf = (at: string): string => at.slice(0, 10)

function tallyOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
