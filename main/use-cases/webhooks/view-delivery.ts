import type { z } from '@hono/zod-openapi'
import type { Delivery as DeliveryShape } from '../../../shared/contract/webhooks.ts'
import type { DeathCause, DeliveryStatus } from '../../../shared/domain/webhook.ts'
import type { ReadDb } from '../../store/schema.ts'
import { type Attempt, type Delivery, readAttempts } from '../../store/webhook-deliveries.ts'

export type DeliveryView = z.output<typeof DeliveryShape>

export async function viewDeliveries(
  db: ReadDb,
  deliveries: readonly Delivery[],
  now: string,
): Promise<DeliveryView[]> {
  const attempts = await readAttempts(
    db,
    deliveries.map(({ id }) => id),
  )
  return deliveries.map((delivery) => {
    const { id, webhook_id, type, subject, created_at, settled_at, due_at, lease } = delivery
    const beingSent = lease !== null && due_at !== null && due_at > now
    const last = delivery.attempts
    return {
      id,
      webhook_id,
      type: type as DeliveryView['type'],
      subject,
      created_at,
      status: delivery.status as DeliveryStatus,
      dead_because: delivery.dead_because as DeathCause | null,
      settled_at,
      next_try_at: beingSent ? null : due_at,
      attempts: (attempts.get(id) ?? []).map((attempt) => viewAttempt(attempt, beingSent && attempt.n === last)),
    }
  })
}

export async function viewDelivery(db: ReadDb, delivery: Delivery, now: string): Promise<DeliveryView> {
  const [view] = await viewDeliveries(db, [delivery], now)
  if (view === undefined) throw new Error('a delivery without a view')
  return view
}

const viewAttempt = ({ n, at, ended_at, status, error, answer }: Attempt, lasts: boolean) => {
  const arrived = status !== null && status >= 200 && status < 300
  const result = ended_at === null ? (lasts ? 'sending' : 'unknown') : arrived ? 'delivered' : 'failed'
  return { n, at, ended_at, result, status, error, answer } as const
}
