import { z } from 'zod'
import { attentionQueries, drillQuery, drillsWaitingOf, waitingOf } from '../../shared/contract/attention.ts'
import type { Waiting } from '../../shared/domain/attention.ts'
import type { DrillsWaiting } from '../../shared/domain/attention-drills.ts'
import { type Ask, accepted } from './event-feed.ts'

const commands = z.array(z.object({ name: z.string(), enabled: z.boolean() }))
const Row = z.object({
  id: z.string(),
  type: z.string(),
  tier: z.number(),
  target_ref: z.string(),
  proposed_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  commands,
})
const Routes = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      route_id: z.string(),
      schedule_title: z.string(),
      owner: z.string(),
      provider: z.string(),
      slo_ends_at: z.iso.datetime(),
      commands,
    }),
  ),
})
const Connectors = z.object({
  items: z.array(z.object({ name: z.string(), kind: z.string(), enabled: z.boolean() })),
})
const Page = z.object({ items: z.array(Row), total: z.number().optional() })

/** What waits for whoever asks, as the server lists it. */
export async function readWaiting(ask: Ask, signal: AbortSignal): Promise<Waiting & { drills: DrillsWaiting }> {
  const read = async <T>(path: string, query: Record<string, string | number>, schema: z.ZodType<T>): Promise<T> => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) search.set(name, `${value}`)
    const response = accepted(await ask(`${path}?${search}`, signal))
    return schema.parse(await response.json())
  }
  const page = (query: Record<string, string | number>) => read('/api/v1/deployments/actions', query, Page)
  const [approvals, pending, reviews, routes, connectors] = await Promise.all([
    page(attentionQueries.approvals),
    page(attentionQueries.pending),
    page(attentionQueries.reviews),
    read('/runtime/go-pilot/rollback-drill-notifications/routes', drillQuery, Routes),
    read('/api/v1/notifications/connectors', {}, Connectors),
  ])
  return {
    ...waitingOf({ approvals, pending, reviews }),
    drills: drillsWaitingOf(routes, connectors),
  }
}
