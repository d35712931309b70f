import { z } from 'zod'
import {
  attentionQueries,
  deployQuery,
  deploysWaitingOf,
  drillQuery,
  drillsWaitingOf,
  waitingOf,
} from '../../shared/contract/attention.ts'
import type { Waiting } from '../../shared/domain/attention.ts'
import type { DeployRow } from '../../shared/domain/attention-deploys.ts'
import type { DrillsWaiting } from '../../shared/domain/attention-drills.ts'
import { deployKinds } from '../../shared/domain/gate.ts'
import { surfaceEnvironments } from '../../shared/domain/surface.ts'
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
const Deploys = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(deployKinds),
      surface: z.string(),
      environment: z.enum(surfaceEnvironments),
      state: z.string(),
      target_app: z.string(),
      commands,
    }),
  ),
})
const Surfaces = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      environment: z.enum(surfaceEnvironments),
      app: z.string(),
      in_flight: z.array(z.unknown()),
      last_deploys: z.array(z.object({ id: z.string(), kind: z.enum(deployKinds), outcome: z.string().nullable() })),
      alert: z.object({ deploy_id: z.string() }).nullable(),
    }),
  ),
})
const Page = z.object({ items: z.array(Row), total: z.number().optional() })

/** What waits for whoever asks, as the server lists it. */
export async function readWaiting(
  ask: Ask,
  signal: AbortSignal,
): Promise<Waiting & { drills: DrillsWaiting; deploys: DeployRow[] }> {
  const read = async <T>(path: string, query: Record<string, string | number>, schema: z.ZodType<T>): Promise<T> => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) search.set(name, `${value}`)
    const response = accepted(await ask(`${path}?${search}`, signal))
    return schema.parse(await response.json())
  }
  const page = (query: Record<string, string | number>) => read('/api/v1/deployments/actions', query, Page)
  const [approvals, pending, reviews, routes, connectors, deploys, surfaces] = await Promise.all([
    page(attentionQueries.approvals),
    page(attentionQueries.pending),
    page(attentionQueries.reviews),
    read('/runtime/go-pilot/rollback-drill-notifications/routes', drillQuery, Routes),
    read('/api/v1/notifications/connectors', {}, Connectors),
    read('/api/v1/deploys', deployQuery, Deploys),
    read('/api/v1/surfaces', {}, Surfaces),
  ])
  return {
    ...waitingOf({ approvals, pending, reviews }),
    drills: drillsWaitingOf(routes, connectors),
    deploys: deploysWaitingOf(deploys, surfaces),
  }
}
