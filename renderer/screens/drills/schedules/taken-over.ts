import { useQuery } from '@tanstack/react-query'
import { type DrillRoute, drillsApi, type PlanPreview } from '../../../drills-api.ts'

const open = ['outstanding', 'acknowledged', 'escalated'] as const
const pageSize = 500

/** All routes of a schedule that still wait for something: a new plan speaks for those that it tells again. */
export const useOpenRoutes = (schedule_id: string) =>
  useQuery({
    queryKey: ['drills', 'routes-open', schedule_id],
    queryFn: async ({ signal }) => {
      const found: DrillRoute[] = []
      for (;;) {
        const query = { schedule_id: [schedule_id], state: [...open], limit: pageSize, offset: found.length }
        const { items, total } = await drillsApi.routes(query, signal)
        found.push(...items)
        if (items.length === 0 || found.length >= total) return found
      }
    },
    gcTime: 0,
  })

type Waiting = Pick<DrillRoute, 'owner' | 'provider' | 'acknowledgement_state' | 'breached'>

/** What a plan would take over, in words: "2 late and 1 escalated routes"; nothing where it takes over none. */
export function takenOver(
  routes: readonly Waiting[],
  { route_decisions }: Pick<PlanPreview, 'route_decisions'>,
): string | undefined {
  const keyOf = ({ owner, provider }: { owner: string; provider: string }) => JSON.stringify([owner, provider])
  const told = new Set(route_decisions.filter(({ action }) => action === 'deliver').map(keyOf))
  const taken = routes.filter((route) => told.has(keyOf(route)))
  const count = (is: (route: Waiting) => boolean) => taken.filter(is).length
  const parts: readonly (readonly [number, string])[] = [
    [count(({ breached }) => breached), 'late'],
    [count(({ acknowledgement_state: state }) => state === 'escalated'), 'escalated'],
    [count(({ acknowledgement_state: state }) => state === 'acknowledged'), 'acknowledged'],
    [count(({ acknowledgement_state: state, breached }) => state === 'outstanding' && !breached), 'outstanding'],
  ]
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  const last = words.pop()
  if (last === undefined) return undefined
  const list = words.length === 0 ? last : `${words.join(', ')} and ${last}`
  return `${list} ${taken.length === 1 ? 'route' : 'routes'}`
}
