import type { z } from '@hono/zod-openapi'
import type { Scorecard } from '../../../../shared/contract/drill-runs.ts'
import { scoreDrills } from '../../../../shared/domain/drill-scorecard.ts'
import type { Services } from '../../../services.ts'
import { readEndedRuns } from '../../../store/drill-runs.ts'
import { readToldRoutes } from '../../../store/drill-told.ts'
import type { Caller } from '../../caller.ts'

const dayMs = 24 * 60 * 60_000

/** What was told, and what ended, within so many days. */
export async function showScorecard(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace }: Caller,
  { days, schedule_id }: { days: number; schedule_id?: string | undefined },
): Promise<z.output<typeof Scorecard>> {
  const now = clock()
  const wanted = { schedule_id, since: new Date(now - days * dayMs).toISOString() }
  const routes = await readToldRoutes(store.read, workspace, wanted)
  const ended = await readEndedRuns(store.read, workspace, wanted)
  return { days, ...scoreDrills(routes, ended, now) }
}
