import { z } from 'zod'
import { drillSubject } from '../drill-entries.ts'
import { isBreached, routeActions, routeCategories, routeStates, sloEndsAt } from '../drill-route.ts'
import type { Json } from '../entry.ts'
import { searchWords } from '../search-words.ts'
import { type Acknowledged, type DerivedRoute, deriveRoutes } from './drill-routes.ts'
import { afterEntry, asFilter, countOf, mustRead, oneText, readFilterBy, severalOf, yesOrNo } from './filter.ts'
import type { EvidenceFilter, EvidenceKind, EvidenceRow } from './kind.ts'

/** The filter of the list of routes (`shared/contract/drills.ts`), field by field, and `after`. */
const Filter = z.strictObject({
  schedule_id: severalOf(oneText).optional(),
  plan_id: oneText.optional(),
  provider: severalOf(oneText).optional(),
  owner: severalOf(oneText).optional(),
  action: z.enum(routeActions).optional(),
  category: severalOf(z.enum(routeCategories)).optional(),
  state: severalOf(z.enum(routeStates)).optional(),
  breached: yesOrNo.optional(),
  superseded: yesOrNo.optional(),
  q: oneText.optional(),
  after: afterEntry.optional(),
})
const read = (filter: EvidenceFilter) => readFilterBy(Filter, filter)

export const drillsKind: EvidenceKind = {
  name: 'drills',
  title: 'Rollback drills',
  main: 'routes',
  about: drillSubject(''),
  files: [
    {
      name: 'routes',
      key: 'route_id',
      csv: true,
      columns: [
        ...['route_id', 'plan_id', 'schedule_id', 'schedule_title', 'owner', 'escalation_owner', 'provider'],
        ...['action', 'category', 'reason', 'maintenance_window_id', 'owner_available', 'suppressed_until'],
        ...['created_at', 'acknowledgement_minutes', 'slo_of', 'slo_ends_at', 'state', 'breached', 'missed'],
        ...['superseded_by', 'delivery', 'answered_at', 'acknowledgement_id', 'acknowledged_at', 'acknowledged_by.id'],
        ...['acknowledged_by.digest', 'through.id', 'through.digest', 'external_ref', 'notes', 'planned_seq'],
        'acknowledged_seq',
      ],
    },
    {
      name: 'acknowledgements',
      key: 'acknowledgement_id',
      csv: true,
      columns: [
        ...['acknowledgement_id', 'schedule_id', 'plan_id', 'provider', 'owners', 'route_ids', 'state'],
        ...['acknowledged_at', 'acknowledged_by.id', 'acknowledged_by.digest', 'through.id', 'through.digest'],
        ...['external_ref', 'notes', 'seq'],
      ],
    },
  ],
  readFilter: (filter) => asFilter(read(filter)),
  derive(filter, as_of) {
    const wanted = mustRead(read(filter))
    const now = Date.parse(as_of)
    const { apply, routes, acknowledgements, kept, titleOf, deliveryOf } = deriveRoutes(wanted.after)
    const isWanted = wantedBy(wanted, now)

    function* found(): Generator<DerivedRoute> {
      for (const route of routes()) if (isWanted(route)) yield route
    }
    function* routeRows(): Generator<EvidenceRow> {
      for (const route of found()) yield rowOf(route, titleOf(route.schedule_id), deliveryOf(route), now)
    }
    function* acknowledgementRows(): Generator<EvidenceRow> {
      const ids = new Set<string>()
      for (const { decision } of found()) ids.add(decision.route_id)
      for (const each of acknowledgements()) if (each.route_ids.some((id) => ids.has(id))) yield answerOf(each)
    }
    return {
      apply,
      rows: () =>
        new Map([
          ['routes', { [Symbol.iterator]: routeRows }],
          ['acknowledgements', { [Symbol.iterator]: acknowledgementRows }],
        ]),
      count: () => countOf(found()),
      kept,
      subjects() {
        const subjects = new Set<string>()
        for (const { schedule_id } of found()) subjects.add(drillSubject(schedule_id))
        return subjects
      },
    }
  },
}

/** As the list of routes has it: what a later plan took over is left out unless it is asked for. */
function wantedBy(filter: z.output<typeof Filter>, now: number): (route: DerivedRoute) => boolean {
  const { schedule_id, plan_id, provider, owner, action, category, state, breached, superseded, q = '' } = filter
  const words = searchWords(q)
  const asksForNothing = words.length === 0 && q.trim() !== ''
  const among = (values: readonly string[] | undefined, ...of: (string | null)[]) =>
    values === undefined || of.some((value) => value !== null && values.includes(value))
  return (route) => {
    const { decision } = route
    return (
      !asksForNothing &&
      (superseded === true || route.superseded_by === null) &&
      among(schedule_id, route.schedule_id) &&
      (plan_id === undefined || plan_id === route.plan_id) &&
      among(provider, decision.provider) &&
      among(owner, decision.owner, decision.escalation_owner) &&
      (action === undefined || action === decision.action) &&
      among(category, decision.category) &&
      among(state, route.state) &&
      (breached === undefined || breached === isLate(route, now)) &&
      (words.length === 0 || hasWords(wordsOf(route), words))
    )
  }
}

const hasWords = (own: readonly string[], words: readonly string[]) =>
  words.every((word) => own.some((each) => each.startsWith(word)))

const wordsOf = ({ schedule_id, decision }: DerivedRoute): string[] =>
  searchWords(
    schedule_id,
    decision.owner,
    decision.escalation_owner,
    decision.provider,
    decision.reason,
    decision.route_id,
  )

const timed = ({ decision, created_at, state }: DerivedRoute) => ({
  created_at,
  acknowledgement_minutes: decision.acknowledgement_minutes,
  action: decision.action,
  state: state ?? ('dismissed' as const),
})
const wouldBeLate = (route: DerivedRoute, now: number): boolean => isBreached(timed(route), now)
/** What a later plan took over is waited for there. */
const isLate = (route: DerivedRoute, now: number): boolean => route.superseded_by === null && wouldBeLate(route, now)

function isMissed(route: DerivedRoute, now: number): boolean {
  const { answered_at } = route
  return answered_at === null ? wouldBeLate(route, now) : Date.parse(sloEndsAt(timed(route))) <= Date.parse(answered_at)
}

function rowOf(route: DerivedRoute, schedule_title: string | null, delivery: string | null, now: number): EvidenceRow {
  const { decision, acknowledgement } = route
  return {
    ...decision,
    plan_id: route.plan_id,
    schedule_id: route.schedule_id,
    schedule_title,
    created_at: route.created_at,
    slo_ends_at: sloEndsAt(timed(route)),
    state: route.state,
    breached: isLate(route, now),
    missed: isMissed(route, now),
    superseded_by: route.superseded_by,
    delivery,
    answered_at: route.answered_at,
    acknowledgement_id: acknowledgement?.acknowledgement_id ?? null,
    acknowledged_at: acknowledgement?.at ?? null,
    acknowledged_by: acknowledgement?.by ?? null,
    through: acknowledgement?.through ?? null,
    external_ref: acknowledgement?.external_ref ?? null,
    notes: acknowledgement?.notes ?? null,
    planned_seq: route.seq,
    acknowledged_seq: acknowledgement?.seq ?? null,
  }
}

function answerOf(acknowledged: Acknowledged): EvidenceRow {
  const { acknowledgement_state: state, at: acknowledged_at, by: acknowledged_by, ...facts } = acknowledged
  const row: { [key: string]: Json } = { ...facts, state, acknowledged_at, acknowledged_by }
  return row
}
