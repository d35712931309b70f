import type { z } from 'zod'
import type * as drills from '../shared/contract/drills.ts'
import { type Body, call, newKey, type Query } from './api.ts'

export type DrillRoute = z.output<typeof drills.Route>
export type DrillRouteDetail = z.output<typeof drills.RouteDetail>
export type DrillAcknowledgement = z.output<typeof drills.Acknowledgement>
export type DrillDashboard = z.output<typeof drills.Dashboard>
export type DrillTrend = z.output<typeof drills.Trend>
export type DrillRouteQuery = Query<typeof drills.listRoutes>
export type DrillAnswer = Body<typeof drills.acknowledgeRoute>
export type DrillAnswers = Body<typeof drills.acknowledgeRoutes>

const base = '/runtime/go-pilot/rollback-drill-notifications'

/** What was told to whom, and where it stands; schedules and runs are with the rest of the API. */
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
}
