import { readSettledDelivery } from '../../../shared/domain/drill-delivery-entries.ts'
import { drillActions, scheduleIdOf } from '../../../shared/domain/drill-entries.ts'
import { countRoutes, type Plan } from '../../../shared/domain/drill-plan.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import { type DeliveryFacts, deliveryId, deliveryText, drillKinds } from './drill-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { RowBook } from './row-book.ts'

type Pending = DeliveryFacts & { first: number; place: number }

/** Every plan tells each of its providers once, and what became of that is said once. */
export function replayDrillDeliveries(book: RowBook): ReplayPart & { planned(plan: Plan, entry: Entry): void } {
  let pending = new Map<string, Pending>()
  return {
    planned({ plan_id, schedule_id, route_decisions }, { seq, at }) {
      for (const [place, provider] of countRoutes(route_decisions).selected_providers.entries())
        pending.set(deliveryId(plan_id, provider), {
          plan_id,
          schedule_id,
          provider,
          created_at: at,
          first: seq,
          place,
        })
    },
    resume(carried) {
      pending = new Map((carried ?? []) as unknown as [string, Pending][])
    },
    apply(entry) {
      if (entry.action !== drillActions.delivered && entry.action !== drillActions.failed) return undefined
      const settled = readSettledDelivery(entry)
      if (settled === undefined) return 'the entry does not say what became of the notification'
      const id = deliveryId(settled.plan_id, settled.provider)
      const before = pending.get(id)
      if (before === undefined || before.schedule_id !== scheduleIdOf(entry.subject))
        return 'a notification came to its end that was at it already, or was never to be sent'
      const { first, place, ...facts } = before
      const text = deliveryText(facts, { ...settled, settled_at: entry.at })
      pending.delete(id)
      book.settle(drillKinds.delivery, id, { first, place, last_seq: entry.seq, text })
      return undefined
    },
    carry: () => [...pending] as unknown as Json,
    live: () => [
      [
        drillKinds.delivery,
        new Map(
          [...pending].map(([id, { first, place, ...facts }]) => [
            id,
            { first, place, last_seq: first, text: deliveryText(facts, null) },
          ]),
        ),
      ],
    ],
  }
}
