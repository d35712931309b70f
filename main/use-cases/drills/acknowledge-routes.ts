import { type Acknowledgement, writeAcknowledgement } from '../../../shared/domain/drill-entries.ts'
import { whyNotOnRoute, whyNotPermitted } from '../../../shared/domain/drill-guards.ts'
import { type AcknowledgementState, permissionFor, type RouteState } from '../../../shared/domain/drill-route.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { type AcknowledgementRecord, insertAcknowledgements } from '../../store/drill-acknowledgements.ts'
import {
  type AnswerableRoute,
  type Answered,
  type Moved,
  moveRoutes,
  readAnswerable,
} from '../../store/drill-answers.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { whyKeptOff } from './why-kept-off.ts'

export type Answer = { acknowledgement_state: AcknowledgementState; external_ref: string; notes: string }

/**
 * Gives one answer to several questions: each is done, or says why not. Everything is read at once and written at once;
 * between the two each is decided in its order, on what those before it have left.
 */
export async function acknowledgeRoutes(
  services: Pick<Services, 'drillPolicy' | 'store'>,
  act: Act,
  asked: readonly Answered[],
  answer: Answer,
): Promise<Result<Result<AcknowledgementRecord>[]>> {
  const { tx, caller } = act
  const to = answer.acknowledgement_state
  const refusal = whyNotPermitted(permissionFor[to], caller.permissions) ?? (await whyKeptOff(services, tx.db, caller))
  if (refusal) return { ok: false, refusal }

  const byPlace = Map.groupBy(
    await readAnswerable(tx.db, services.store.engine, tx.workspace, asked),
    ({ place }) => place,
  )
  const through = caller.through ? await knowActor(tx, caller.through) : null
  const states = new Map<number, RouteState>()
  const records: AcknowledgementRecord[] = []
  const moved: Moved[] = []
  const results = asked.map((each, place): Result<AcknowledgementRecord> => {
    const routes = (byPlace.get(place) ?? []).map((route) => ({
      ...route,
      state: states.get(route.n) ?? route.state,
    }))
    const covered = coveredBy(each, routes, to, act)
    if (!covered.ok) return covered
    const acknowledgement = acknowledgementOf(each, covered.value, answer, through, tx.now)
    const { seq } = tx.append({ ...writeAcknowledgement(each.schedule_id, acknowledgement), actor: act.who })
    const { acknowledgement_id } = acknowledgement
    for (const { n } of covered.value) {
      states.set(n, to)
      moved.push({ n, acknowledgement_id, seq })
    }
    const record = { ...acknowledgement, schedule_id: each.schedule_id, by: act.who, at: tx.now, seq }
    records.push(record)
    return ok(record)
  })
  await insertAcknowledgements(tx, records)
  await moveRoutes(tx, to, moved)
  return ok(results)
}

/** Those of the routes that can be answered so; if none can, why the first that was told cannot. */
function coveredBy(
  { schedule_id, plan_id, provider, owner }: Answered,
  routes: readonly AnswerableRoute[],
  to: AcknowledgementState,
  { caller }: Act,
): Result<AnswerableRoute[]> {
  const decided = routes.map((route) => ({ route, refusal: whyNotOnRoute(route, to, caller.permissions) }))
  const covered = decided.flatMap(({ route, refusal }) => (refusal ? [] : [route]))
  if (covered.length > 0) return ok(covered)
  const first = decided.find(({ route }) => route.action === 'deliver') ?? decided[0]
  if (first?.refusal) return { ok: false, refusal: first.refusal }
  const to_ = owner === undefined ? '' : ` to ${owner}`
  const by =
    plan_id === undefined
      ? `No plan of ${schedule_id} has sent anything`
      : `The plan ${plan_id} of ${schedule_id} has no route`
  return refuse('not_found', `${by}${to_} by ${provider}.`)
}

function acknowledgementOf(
  { provider }: Answered,
  routes: readonly AnswerableRoute[],
  { acknowledgement_state, external_ref, notes }: Answer,
  through: Acknowledgement['through'],
  now: string,
): Acknowledgement {
  return {
    acknowledgement_id: `gordack-${newId(Date.parse(now))}`,
    plan_id: routes[0]?.plan_id ?? '',
    provider,
    owners: [...new Set(routes.map(({ owner }) => owner))],
    route_ids: routes.map(({ route_id }) => route_id),
    acknowledgement_state,
    external_ref,
    notes,
    through,
  }
}
