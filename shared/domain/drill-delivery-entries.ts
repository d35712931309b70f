import { z } from 'zod'
import { drillActions, drillSubject } from './drill-entries.ts'
import type { Entry } from './entry.ts'

/** What became of telling one provider of a plan. `unknown`: the process died while it was sending. */
const settledOutcomes = ['delivered', 'failed', 'unknown'] as const

export type SettledDelivery = {
  plan_id: string
  provider: string
  /** Its kind; null where no connector was configured for the provider. */
  connector: string | null
  outcome: (typeof settledOutcomes)[number]
  attempts: number
  /** Without anything secret. */
  url: string | null
  /** Why not, where it was not delivered. */
  error: string | null
}

const Settled = z.object({
  plan_id: z.string().min(1),
  provider: z.string(),
  connector: z.string().nullable(),
  outcome: z.enum(settledOutcomes),
  attempts: z.number(),
  url: z.string().nullable(),
  error: z.string().nullable(),
})

const nameOf = ({ outcome }: Pick<SettledDelivery, 'outcome'>) =>
  outcome === 'delivered' ? drillActions.delivered : drillActions.failed

export const writeSettledDelivery = (schedule_id: string, delivery: SettledDelivery) => ({
  action: nameOf(delivery),
  subject: drillSubject(schedule_id),
  data: { ...delivery },
})

/** Nothing, where an entry is not of the form that this program writes. */
export function readSettledDelivery({ action, data }: Entry): SettledDelivery | undefined {
  const read = Settled.safeParse(data).data
  return read && action === nameOf(read) ? read : undefined
}
