import type { z } from '@hono/zod-openapi'
import type { ActionSummary } from '../../../shared/contract/actions.ts'
import { startOfDay } from '../../../shared/domain/day.ts'
import type { Services } from '../../services.ts'
import { countByStatus } from '../../store/action-counts.ts'
import { nextToExpire } from '../../store/action-queue.ts'
import { countQueue } from '../../store/count-queue.ts'
import type { Caller } from '../caller.ts'

/** What the queue's head shows: how many there are, what waits, and what was decided today, where the caller is. */
export async function summarizeActions(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace, actor, permissions }: Caller,
  { tz }: { tz: string },
): Promise<z.output<typeof ActionSummary>> {
  const now = clock()
  const asked = { engine: store.engine, workspace, now: new Date(now).toISOString() }
  const today = new Date(startOfDay(now, tz)).toISOString()
  const count = (filter: Parameters<typeof countQueue>[2]) => countQueue(store.read, asked, filter)
  const by_status = await countByStatus(store.read, workspace)
  return {
    proposed: by_status.proposed,
    pending_approval: await count({ pending: true }),
    executed_today: await count({ executed_since: today }),
    rejected_today: await count({ rejected_since: today }),
    by_status,
    expires_next: await nextToExpire(store.read, asked),
    today_since: today,
    needs_me: permissions.has('actions.approve') ? await count({ needs: actor.id }) : 0,
    reviews_open: await count({ review_open: true }),
  }
}
