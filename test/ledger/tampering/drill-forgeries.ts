import {
  type Acknowledgement,
  drillActions,
  writeAcknowledgement,
  writePlan,
} from '../../../shared/domain/drill-entries.ts'
import { type Plan, planRoutes } from '../../../shared/domain/drill-plan.ts'
import type { Json } from '../../../shared/domain/entry.ts'
import { scheduleOf } from '../../http/drill-kit.ts'

export type Forged = { action: string; subject?: string; data: Json }
/** A plan of the schedule `checkout`, past its day, and an answer that could be given to it. */
type Scene = { plan: Plan; answer: Acknowledgement }

const said = (answer: Acknowledgement): Forged => writeAcknowledgement('checkout', answer)
const replan = ({ plan }: Scene, now: number, change: Partial<Plan>): Forged =>
  writePlan({ ...planRoutes(scheduleOf(), { plan_id: 'gordn-2' }, now), ...change, schedule_id: plan.schedule_id })
const start = (data: object = {}): Forged => ({
  action: drillActions.runStarted,
  data: {
    run_id: 'r',
    route_id: null,
    target: { environment: 'staging', surface: 'x' },
    recovery_limit_seconds: 600,
    steps: ['Roll back'],
    ...data,
  } as Json,
})
const settled = (plan_id: string, change: object = {}): Forged => ({
  action: drillActions.failed,
  data: {
    plan_id,
    provider: 'slack',
    connector: null,
    outcome: 'failed',
    attempts: 1,
    url: null,
    error: 'x',
    ...change,
  },
})

const replanOf = (schedule_id: string, now: number): Forged =>
  writePlan(planRoutes(scheduleOf({ schedule_id }), { plan_id: 'gordn-3' }, now))
const twice = ({ route_decisions }: Plan): Partial<Plan> => ({
  route_decisions: [0, 0].flatMap((place, n) => {
    const decision = route_decisions[place]
    return decision ? [{ ...decision, route_id: `gordn-2-${n + 1}` }] : []
  }),
})

/** Entries that nothing in the product writes; of the last one it is said why. */
export const impossibleEntries: [what: string, forged: (scene: Scene, now: number) => Forged[], why: RegExp][] = [
  [
    'an answer to a route that is over',
    ({ answer }) => [said(answer), said({ ...answer, acknowledgement_id: 'b' })],
    /over/,
  ],
  [
    'an answer to a route that there is not',
    ({ answer }) => [said({ ...answer, route_ids: ['x'] })],
    /nobody was told/,
  ],
  ['an answer under another plan', ({ answer }) => [said({ ...answer, plan_id: 'x' })], /another plan/],
  ['an answer by another way', ({ answer }) => [said({ ...answer, provider: 'teams' })], /another plan/],
  ['an answer to another schedule', ({ answer }) => [{ ...said(answer), subject: 'drill:other' }], /another plan/],
  ['an answer for another owner', ({ answer }) => [said({ ...answer, owners: ['platform'] })], /owners/],
  [
    'the same answer again',
    ({ answer }) => {
      const again = { ...answer, acknowledgement_state: 'acknowledged' } as const
      return [said(again), said({ ...again, acknowledgement_id: 'b' })]
    },
    /was acknowledged/,
  ],
  [
    'two answers of one name',
    ({ answer }) => [said({ ...answer, acknowledgement_state: 'escalated' }), said(answer)],
    /given twice/,
  ],
  [
    'an answer to one route twice',
    ({ answer }) => [said({ ...answer, route_ids: [...answer.route_ids, ...answer.route_ids] })],
    /twice at once/,
  ],
  ['an answer of its own form', () => [{ action: drillActions.acknowledged, data: { wrong: true } }], /does not say/],
  ['a plan of no schedule', (_, now) => [replanOf('nobody', now)], /schedule that there was not/],
  ['a plan for another day', (s, now) => [replan(s, now, { next_due_at: '2026-01-02T00:00:00.000Z' })], /as it stood/],
  ['a plan of another standing', (s, now) => [replan(s, now, { stale: false, status: 'due_soon' })], /as it stood/],
  ['a plan of another occasion', (s, now) => [replan(s, now, { occasion: 'x' })], /as it stood/],
  ['a plan twice', ({ plan }) => [writePlan(plan)], /made twice/],
  ['a plan that tells somebody twice', (s, now) => [replan(s, now, twice(s.plan))], /told apart/],
  ['a notification of no plan', () => [settled('x')], /never to be sent/],
  ['a notification that ended twice', ({ plan }) => [settled(plan.plan_id), settled(plan.plan_id)], /at it already/],
  [
    'a notification that arrived under the name of one that did not',
    ({ plan }) => [settled(plan.plan_id, { outcome: 'delivered' })],
    /does not say/,
  ],
  ['a schedule that is none', () => [{ action: drillActions.scheduleSet, data: {} }], /does not say/],
  ['a drill with other steps', () => [start({ steps: [] })], /as it stood/],
  ['a drill with another limit', () => [start({ recovery_limit_seconds: 1 })], /as it stood/],
  ['a drill elsewhere', () => [start({ target: { environment: 'sandbox', surface: 'x' } })], /as it stood/],
  ['a drill at production', () => [start({ target: { environment: 'production', surface: 'x' } })], /does not say/],
  ['a drill from a route of nobody', () => [start({ route_id: 'x' })], /of another schedule/],
  ['a drill of no schedule', () => [{ ...start(), subject: 'drill:nobody' }], /not active/],
  ['a drill twice', () => [start(), start()], /twice/],
  ['two drills at once', () => [start(), start({ run_id: 's' })], /another of its schedule/],
  ['a step of no drill', () => [{ action: drillActions.runTicked, data: { run_id: 'r', step: 0 } }], /never begun/],
  [
    'a step that there is not',
    () => [start(), { action: drillActions.runTicked, data: { run_id: 'r', step: 1 } }],
    /no such step/,
  ],
  [
    'an end before its time',
    () => [start(), { action: drillActions.runFinished, data: { run_id: 'r', notes: null } }],
    /cannot have been finished/,
  ],
  [
    'a recovery after the end',
    () => [
      start(),
      { action: drillActions.runAbandoned, data: { run_id: 'r', notes: 'x' } },
      { action: drillActions.runRecovered, data: { run_id: 'r' } },
    ],
    /over/,
  ],
  ['something else of a drill', () => [start(), { action: 'drill.run.paused', data: { run_id: 'r' } }], /does not say/],
  ['a report of its own form', () => [{ action: drillActions.audited, data: { report_id: 'x' } }], /does not say/],
  [
    'a connector that is none',
    () => [{ action: 'notification.connector.set', subject: 'connector:x', data: { name: 'y' } }],
    /does not say/,
  ],
  [
    'a connector that goes without having been',
    () => [{ action: 'notification.connector.removed', subject: 'connector:x', data: { name: 'x' } }],
    /there was not/,
  ],
]
