import type { Plan } from '../../../shared/domain/drill-plan.ts'
import { routeKey } from '../../../shared/domain/drill-plan.ts'
import { isFinal, type RouteState, sloEndsAt } from '../../../shared/domain/drill-route.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import { drillKinds, type RouteProgress, routeFactsDigest, routeText } from './drill-texts.ts'
import type { Expected, RowBook } from './row-book.ts'

/** A route that can still be answered. Of what never changes a digest is enough. */
export type OpenRoute = RouteProgress & {
  route_id: string
  plan_id: string
  schedule_id: string
  provider: string
  owner: string
  state: RouteState
  facts: string
  first: number
  place: number
  last_seq: number
}

/** The routes of plans: told, answered, and taken over by later plans. Those that are over go into the book. */
export function keepOpenRoutes(book: RowBook) {
  const open = new Map<string, OpenRoute>()
  /** Which of them nobody has taken over: by whom they told what, and how. */
  const current = new Map<string, Set<string>>()

  const keep = (route: OpenRoute) => {
    const waiting = current.get(toldKey(route)) ?? new Set()
    current.set(toldKey(route), waiting)
    if (isFinal(route.state)) {
      open.delete(route.route_id)
      book.settle(drillKinds.route, route.route_id, expectedOf(route))
    } else open.set(route.route_id, route)
    if (isFinal(route.state) || route.superseded_by !== null) waiting.delete(route.route_id)
    else waiting.add(route.route_id)
  }

  return {
    find: (route_id: string): OpenRoute | undefined => open.get(route_id),
    keep,
    planned(plan: Plan, { seq, at: created_at }: Entry) {
      const { plan_id, schedule_id } = plan
      const told = plan.route_decisions.filter(({ action }) => action === 'deliver')
      for (const { owner, provider } of told)
        for (const route_id of current.get(toldKey({ schedule_id, owner, provider })) ?? []) {
          const earlier = open.get(route_id)
          if (earlier) keep({ ...earlier, superseded_by: plan_id, last_seq: seq })
        }
      for (const [place, decision] of plan.route_decisions.entries()) {
        const { route_id, owner, provider, action } = decision
        const slo_ends_at = sloEndsAt({ created_at, ...decision })
        const facts = routeFactsDigest({ ...decision, plan_id, schedule_id, created_at, slo_ends_at })
        const where = { first: seq, place, last_seq: seq }
        const fresh = { answered_at: null, acknowledgement_id: null, superseded_by: null }
        if (action === 'deliver')
          keep({ route_id, plan_id, schedule_id, owner, provider, facts, ...where, ...fresh, state: 'outstanding' })
        else book.settle(drillKinds.route, route_id, { ...where, text: routeText(facts, { ...fresh, state: null }) })
      }
    },
    resume(carried: Json) {
      for (const route of carried as unknown as OpenRoute[]) keep(route)
    },
    carry: () => [...open.values()] as unknown as Json,
    live: () => new Map([...open].map(([id, route]) => [id, expectedOf(route)])),
  }
}

const expectedOf = (route: OpenRoute): Expected => ({
  first: route.first,
  place: route.place,
  last_seq: route.last_seq,
  text: routeText(route.facts, route),
})

type Told = { schedule_id: string; owner: string; provider: string }
const toldKey = ({ schedule_id, ...route }: Told): string => `${schedule_id} ${routeKey(route)}`
