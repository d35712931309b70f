import type { Entry } from '../../../api.ts'
import type { DrillRoute } from '../../../drills-api.ts'
import { acknowledged, delivered, failed, listIn, planned, scheduleSet, textIn } from '../entry-names.ts'

export type RouteNews = {
  /** Plans that were made: they have routes that nobody has seen yet. */
  plans: string[]
  touches: (route: DrillRoute) => boolean
}

/** What entries of the ledger mean for a list of routes; nothing, where they mean nothing. */
export function newsOf(entries: readonly Entry[]): RouteNews | undefined {
  const plans: string[] = []
  const answered = new Set<unknown>()
  const sent = new Set<string>()
  const again = new Set<string>()
  let others = false
  for (const { action, subject, data } of entries) {
    if (action === planned) {
      plans.push(textIn(data, 'plan_id'))
      for (const route of listIn(data, 'route_decisions'))
        if (textIn(route, 'action') === 'deliver')
          again.add(keyOf(subject, textIn(route, 'owner'), textIn(route, 'provider')))
    } else if (action === acknowledged) for (const id of listIn(data, 'route_ids')) answered.add(id)
    else if (action === delivered || action === failed)
      sent.add(keyOf(textIn(data, 'plan_id'), textIn(data, 'provider')))
    // Its title, or the name of somebody, may stand in any row.
    else if (action === scheduleSet || action.startsWith('actor.')) others = true
  }
  if (plans.length + answered.size + sent.size === 0 && !others) return undefined
  return {
    plans,
    touches: (route) =>
      others ||
      answered.has(route.route_id) ||
      sent.has(keyOf(route.plan_id, route.provider)) ||
      (!plans.includes(route.plan_id) && again.has(keyOf(`drill:${route.schedule_id}`, route.owner, route.provider))),
  }
}

const keyOf = (...parts: string[]): string => JSON.stringify(parts)
