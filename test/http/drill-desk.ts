import type { z } from '@hono/zod-openapi'
import type * as schedules from '../../shared/contract/drill-schedules.ts'
import * as contract from '../../shared/contract/drills.ts'
import { asJson, type Person, type Queue } from './action-kit.ts'
import { answersTo, drills, planned, scheduleOf } from './drill-kit.ts'

export const schedulesPath = '/api/v1/drills/schedules'
export const routesPath = '/api/v1/drills/routes'

type Answers<R extends { responses: { 200: { content: { 'application/json': { schema: z.ZodType } } } } }> = z.output<
  R['responses'][200]['content']['application/json']['schema']
>
export type ScheduleView = Answers<typeof schedules.getSchedule>
export type RoutePage = Answers<typeof contract.listRoutes>
export type AuditAnswer = Answers<typeof contract.packAudit>

/** What the tests of drills ask, in few words. Every answer is held to its contract. */
export function drillDesk(queue: Queue) {
  const read = async <S extends z.ZodType>(schema: S, path: string, who?: Person): Promise<z.output<S>> =>
    schema.parse(await asJson(await queue.get(path, who), 200))
  const sent = async <S extends z.ZodType>(schema: S, path: string, body: object, who: Person): Promise<z.output<S>> =>
    schema.parse(await asJson(await queue.send(path, body, who), 200))
  const of = <R extends { responses: { 200: { content: { 'application/json': { schema: z.ZodType } } } } }>(route: R) =>
    route.responses[200].content['application/json']
      .schema as R['responses'][200]['content']['application/json']['schema']

  return {
    put: (id: string, wanted: Record<string, unknown> = {}, who: Person = 'commander') => {
      const { schedule_id: _, ...schedule } = scheduleOf()
      return queue.send(`${schedulesPath}/${id}`, { ...schedule, ...wanted }, who, { method: 'PUT' })
    },
    plan: (wanted: Parameters<typeof planned>[1] = {}) => planned(queue.services, wanted),
    answer: (schedule_id: string, body: object, who: Person = 'commander') =>
      sent(of(contract.acknowledgeRoute), answersTo(schedule_id), body, who),
    routes: (query = '', who?: Person) => read(of(contract.listRoutes), `${drills}/routes${query}`, who),
    route: (id: string, who?: Person) => read(of(contract.getRoute), `${routesPath}/${id}`, who),
    history: (query = '') => read(of(contract.listNotifications), `${drills}${query}`),
    dashboard: () => read(of(contract.getDashboard), `${drills}/dashboard`),
    trends: (query = '') => read(of(contract.getTrends), `${drills}/suppression-trends${query}`),
    escalation: (body: object = {}, who: Person = 'commander') =>
      sent(of(contract.planEscalation), `${drills}/escalation-plan`, body, who),
    audit: (body: object = {}, who: Person = 'auditor') =>
      sent(of(contract.packAudit), `${drills}/acknowledgements/audit-package`, body, who),
  }
}
export type DrillDesk = ReturnType<typeof drillDesk>
