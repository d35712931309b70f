import type { DeliveryStatus } from '../../../shared/domain/webhook.ts'
import type { Services } from '../../services.ts'
import { type DeliveryPlace, listDeliveries as readDeliveries } from '../../store/webhook-deliveries.ts'
import type { Caller } from '../caller.ts'
import { type DeliveryView, viewDeliveries } from './view-delivery.ts'

type Page = { status?: DeliveryStatus | undefined; cursor?: string | undefined; limit: number }

/** The id of the last one shown is where the next page begins. */
export async function listDeliveries(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  { workspace }: Caller,
  of: DeliveryPlace,
  { status, cursor, limit }: Page,
): Promise<{ items: DeliveryView[]; next_cursor: string | null }> {
  // One more than asked for tells whether this is the last page.
  const found = await readDeliveries(store.read, workspace, of, { status, before: cursor, limit: limit + 1 })
  const shown = found.slice(0, limit)
  return {
    items: await viewDeliveries(store.read, shown, new Date(clock()).toISOString()),
    next_cursor: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}
