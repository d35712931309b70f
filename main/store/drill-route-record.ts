import type { Insertable, Selectable } from 'kysely'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import {
  type RouteDecision,
  type RouteState,
  routeActions,
  routeCategories,
  routeStates,
  sloEndsAt,
} from '../../shared/domain/drill-route.ts'
import { searchWords } from '../../shared/domain/search-words.ts'
import type { Schema } from './schema.ts'

/** A route, its place in the list, and what became of it. */
export type RouteRecord = RouteDecision & {
  n: number
  plan_id: string
  schedule_id: string
  created_at: string
  slo_ends_at: string
  state: RouteState | null
  answered_at: string | null
  acknowledgement_id: string | null
  superseded_by: string | null
  last_seq: number
}
export type RouteRow = Selectable<Schema['drill_route']>

export function routeRecordOf({ words, workspace, ...row }: RouteRow): RouteRecord {
  return {
    ...row,
    action: one(routeActions, row.action),
    category: one(routeCategories, row.category),
    slo_of: one(['owner', 'default'] as const, row.slo_of),
    owner_available: row.owner_available === 1,
    state: row.state === null ? null : one(routeStates, row.state),
  }
}

/** What a plan decided, as its rows begin. */
export function routeRowsOf(
  workspace: string,
  { plan_id, schedule_id, route_decisions }: Pick<Plan, 'plan_id' | 'schedule_id' | 'route_decisions'>,
  created_at: string,
  last_seq: number,
): Insertable<Schema['drill_route']>[] {
  return route_decisions.map((decision) => ({
    workspace,
    plan_id,
    schedule_id,
    ...decision,
    owner_available: decision.owner_available ? 1 : 0,
    created_at,
    slo_ends_at: sloEndsAt({ created_at, ...decision }),
    words: wordsOf(schedule_id, decision),
    state: decision.action === 'deliver' ? 'outstanding' : null,
    answered_at: null,
    acknowledgement_id: null,
    superseded_by: null,
    last_seq,
  }))
}

/** Each word with a space before it, so that a search finds words by their beginning. A pasted id is found too. */
const wordsOf = (schedule_id: string, decision: RouteDecision): string =>
  searchWords(
    schedule_id,
    decision.owner,
    decision.escalation_owner,
    decision.provider,
    decision.reason,
    decision.route_id,
  )
    .map((word) => ` ${word}`)
    .join('')

function one<const T extends string>(known: readonly T[], text: string): T {
  const found = known.find((each) => each === text)
  if (found === undefined) throw new Error(`a route has ${text} where one of ${known.join(', ')} belongs`)
  return found
}
