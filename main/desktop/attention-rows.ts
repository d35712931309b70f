import { z } from 'zod'
import { attentionQueries, waitingOf } from '../../shared/contract/attention.ts'
import type { Waiting } from '../../shared/domain/attention.ts'
import { type Ask, accepted } from './event-feed.ts'

const Row = z.object({
  id: z.string(),
  type: z.string(),
  tier: z.number(),
  target_ref: z.string(),
  proposed_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  commands: z.array(z.object({ name: z.string(), enabled: z.boolean() })),
})
const Page = z.object({ items: z.array(Row), total: z.number().optional() })

/** What waits for whoever asks, as the server lists it. */
export async function readWaiting(ask: Ask, signal: AbortSignal): Promise<Waiting> {
  const page = async (query: Record<string, string | number>) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) search.set(name, `${value}`)
    const response = accepted(await ask(`/api/v1/deployments/actions?${search}`, signal))
    return Page.parse(await response.json())
  }
  const [approvals, pending, reviews] = await Promise.all([
    page(attentionQueries.approvals),
    page(attentionQueries.pending),
    page(attentionQueries.reviews),
  ])
  return waitingOf({ approvals, pending, reviews })
}
