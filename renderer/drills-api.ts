import type { z } from 'zod'
import type * as connectors from '../shared/contract/connectors.ts'
import type * as drillRuns from '../shared/contract/drill-runs.ts'
import type * as drillSchedules from '../shared/contract/drill-schedules.ts'
import type * as drills from '../shared/contract/drills.ts'
import { type Body, call, newKey, type Query } from './transport.ts'

export type DrillSchedule = z.output<typeof drillSchedules.Schedule>
export type NewDrillSchedule = z.input<typeof drillSchedules.NewSchedule>
export type PlanPreview = z.output<typeof drillSchedules.PlanPreview>
export type RouteDecision = z.output<typeof drillSchedules.RouteDecision>
export type DrillRun = z.output<typeof drillRuns.DrillRun>
export type Scorecard = z.output<typeof drillRuns.Scorecard>
export type Connector = z.output<typeof connectors.Connector>
export type ConnectorTest = z.output<typeof connectors.ConnectorTest>
export type NewConnector = Body<typeof connectors.putConnector>

export type DrillRoute = z.output<typeof drills.Route>
export type DrillRouteDetail = z.output<typeof drills.RouteDetail>
export type DrillAcknowledgement = z.output<typeof drills.Acknowledgement>
export type DrillDashboard = z.output<typeof drills.Dashboard>
export type DrillTrend = z.output<typeof drills.Trend>
export type DrillRouteQuery = Query<typeof drills.listRoutes>
export type DrillAnswer = Body<typeof drills.acknowledgeRoute>
export type DrillAnswers = Body<typeof drills.acknowledgeRoutes>

const base = '/runtime/go-pilot/rollback-drill-notifications'

/** Rollback drills, and what their notifications leave by. */
export const drillsApi = {
  dashboard: (signal?: AbortSignal) => call<typeof drills.getDashboard>('get', `${base}/dashboard`, { signal }),
  trends: (query: Query<typeof drills.getTrends>, signal?: AbortSignal) =>
    call<typeof drills.getTrends>('get', `${base}/suppression-trends`, { query, signal }),
  routes: (query: DrillRouteQuery, signal?: AbortSignal) =>
    call<typeof drills.listRoutes>('get', `${base}/routes`, { query, signal }),
  route: (route_id: string, signal?: AbortSignal) =>
    call<typeof drills.getRoute>('get', '/api/v1/drills/routes/{route_id}', { params: { route_id }, signal }),
  answer: (schedule_id: string, body: DrillAnswer, key = newKey()) =>
    call<typeof drills.acknowledgeRoute>('post', `${base}/{schedule_id}/acknowledgements`, {
      params: { schedule_id },
      body,
      key,
    }),
  answerMany: (body: DrillAnswers, key: string) =>
    call<typeof drills.acknowledgeRoutes>('post', `${base}/acknowledgements/bulk`, { body, key }),

  schedules: (signal?: AbortSignal) =>
    call<typeof drillSchedules.listSchedules>('get', '/api/v1/drills/schedules', { signal }),
  schedule: (schedule_id: string, signal?: AbortSignal) =>
    call<typeof drillSchedules.getSchedule>('get', '/api/v1/drills/schedules/{schedule_id}', {
      params: { schedule_id },
      signal,
    }),
  putSchedule: (schedule_id: string, last_seq: number, body: NewDrillSchedule) =>
    call<typeof drillSchedules.putSchedule>('put', '/api/v1/drills/schedules/{schedule_id}', {
      params: { schedule_id },
      query: { last_seq },
      body,
    }),
  previewSchedule: (body: Body<typeof drillSchedules.previewSchedule>, signal?: AbortSignal) =>
    call<typeof drillSchedules.previewSchedule>('post', '/api/v1/drills/schedules/preview', { body, signal }),
  deliver: (body: Body<typeof drills.deliverNotifications>, key = newKey()) =>
    call<typeof drills.deliverNotifications>('post', '/runtime/go-pilot/rollback-drill-notifications/deliver', {
      body,
      key,
    }),
  runs: (query: Query<typeof drillRuns.listRuns> = {}, signal?: AbortSignal) =>
    call<typeof drillRuns.listRuns>('get', '/api/v1/drills/runs', { query, signal }),
  run: (run_id: string, signal?: AbortSignal) =>
    call<typeof drillRuns.getRun>('get', '/api/v1/drills/runs/{run_id}', { params: { run_id }, signal }),
  startRun: (body: Body<typeof drillRuns.startRun>, key = newKey()) =>
    call<typeof drillRuns.startRun>('post', '/api/v1/drills/runs', { body, key }),
  tickStep: (run_id: string, body: Body<typeof drillRuns.tickStep>, key = newKey()) =>
    call<typeof drillRuns.tickStep>('post', '/api/v1/drills/runs/{run_id}/tick', { params: { run_id }, body, key }),
  recoverRun: (run_id: string, key = newKey()) =>
    call<typeof drillRuns.recoverRun>('post', '/api/v1/drills/runs/{run_id}/recover', { params: { run_id }, key }),
  finishRun: (run_id: string, body: Body<typeof drillRuns.finishRun>, key = newKey()) =>
    call<typeof drillRuns.finishRun>('post', '/api/v1/drills/runs/{run_id}/finish', { params: { run_id }, body, key }),
  abandonRun: (run_id: string, body: Body<typeof drillRuns.abandonRun>, key = newKey()) =>
    call<typeof drillRuns.abandonRun>('post', '/api/v1/drills/runs/{run_id}/abandon', {
      params: { run_id },
      body,
      key,
    }),
  scorecard: (query: Query<typeof drillRuns.getScorecard> = {}, signal?: AbortSignal) =>
    call<typeof drillRuns.getScorecard>('get', '/api/v1/drills/scorecard', { query, signal }),
  connectors: (signal?: AbortSignal) =>
    call<typeof connectors.listConnectors>('get', '/api/v1/notifications/connectors', { signal }),
  putConnector: (name: string, body: NewConnector) =>
    call<typeof connectors.putConnector>('put', '/api/v1/notifications/connectors/{name}', { params: { name }, body }),
  removeConnector: (name: string) =>
    call<typeof connectors.removeConnector>('delete', '/api/v1/notifications/connectors/{name}', { params: { name } }),
  testConnector: (name: string, key = newKey()) =>
    call<typeof connectors.testConnector>('post', '/api/v1/notifications/connectors/{name}/test', {
      params: { name },
      key,
    }),
}
