import { z } from '@hono/zod-openapi'
import type { Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { deliverDrills } from '../../main/use-cases/drills/deliver-due.ts'
import { scheduleDrills } from '../../main/use-cases/drills/schedule-drills.ts'
import { Connector } from '../../shared/contract/connectors.ts'
import { deliverNotifications, listRoutes, Metadata, type Route } from '../../shared/contract/drills.ts'
import type { Schedule } from '../../shared/domain/drill-schedule.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { startReceiver } from '../support/webhook-receiver.ts'
import { asJson, joinQueue, type Person, type Queue, startQueue, stillTime } from './action-kit.ts'
import { drills, scheduleOf } from './drill-kit.ts'

export const connectors = '/api/v1/notifications/connectors'
export const signingSecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
export const integrationKey = 'R015ECRETINTEGRATIONKEY000000001'

const Delivered = deliverNotifications.responses[200].content['application/json'].schema
const Evidence = z.object({
  delivery_success: z.boolean(),
  success: z.boolean(),
  attempts: z.int(),
  providers: z.array(z.string()),
  failed_providers: z.array(z.string()),
  pending_providers: z.array(z.string()),
  /** Why nothing was sent, where nothing was to be. */
  reason: z.string().optional(),
  deliveries: z.array(
    z.object({
      provider: z.string(),
      connector: z.string().nullable(),
      outcome: z.string(),
      attempts: z.int(),
      status: z.int().nullable(),
      url: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
})
export type Delivered = z.output<typeof Delivered> & { evidence: z.output<typeof Evidence> }

type Change = (services: Services) => Services
/** The receiver is on this machine. */
const open: Change = (services) => ({ ...services, webhookTargets: { privateNetworks: true } })

/** The crew, a clock that stands still, and a receiver that plays Slack, Teams, PagerDuty and everybody's webhook. */
async function startDrills(engine: Engine, change: Change = (services) => services) {
  const receiver = await startReceiver((response) => response.writeHead(200).end('ok'))
  const time = stillTime(Date.parse('2026-11-21T10:00:00.000Z'))
  return drillsOn(await startQueue(engine, { change: (services) => change(open(services)), time }), receiver)
}

/** Another process on the same database. */
export const joinDrills = async (
  engine: Engine,
  { receiver, ...queue }: TestDrills,
  change: Change = (services) => services,
) => drillsOn(await joinQueue(engine, queue, { change: (services) => change(open(services)) }), receiver)

export type TestDrills = ReturnType<typeof drillsOn>

function drillsOn(queue: Queue, receiver: Awaited<ReturnType<typeof startReceiver>>) {
  const { send, get, services } = queue
  const put = (name: string, body: object, who: Person = 'admin') =>
    send(`${connectors}/${name}`, body, who, { method: 'PUT' })
  const asked = (body: object = {}, once?: string, who: Person = 'commander') =>
    send(`${drills}/deliver`, body, who, once === undefined ? {} : { once })
  return {
    ...queue,
    receiver,
    put,
    /** Its answer as it came. */
    asked,
    /** A connector that leads to the receiver, at a path of its name. */
    connect: async (name: string, kind: z.output<typeof Connector>['kind'] = 'slack', wanted: object = {}) => {
      const url = `http://127.0.0.1:${receiver.port}/${name}/hush-hush`
      const needs = {
        desktop: {},
        sample: {},
        slack: { url },
        teams: { url },
        webhook: { url, secret: signingSecret },
        pagerduty: { url, secret: integrationKey },
      }
      return Connector.parse(await asJson(await put(name, { kind, ...needs[kind], ...wanted }), 200))
    },
    schedule: async ({ schedule_id, ...wanted }: Partial<Schedule> & { schedule_id?: string } = {}) => {
      const { schedule_id: id, ...schedule } = scheduleOf({ schedule_id: schedule_id ?? 'checkout', ...wanted })
      await asJson(await send(`/api/v1/drills/schedules/${id}`, schedule, 'commander', { method: 'PUT' }), 200)
    },
    deliver: async (body: object = {}, once?: string): Promise<Delivered> => deliveredIn(await asked(body, once)),
    routes: async (query = ''): Promise<z.output<typeof Route>[]> =>
      listRoutes.responses[200].content['application/json'].schema.parse(
        await asJson(await get(`${drills}/routes${query}`), 200),
      ).items,
    history: async (query = '') =>
      z.object({ total: z.int(), items: z.array(Metadata) }).parse(await asJson(await get(`${drills}${query}`), 200)),
    entries: async (action = 'drill.') =>
      (await asJson<{ items: Entry[] }>(await get(`/api/v1/audit/entries?action=${action}&limit=500`), 200)).items,
    /** What the scheduler does each time it looks. */
    plan: () => scheduleDrills(services),
    /** Sends what is due, and comes back when it is sent. */
    background: () => deliverAll(services),
    async close() {
      await queue.close()
      await receiver.close()
    },
  }
}

/** What the contract says, and what it leaves open. */
export async function deliveredIn(response: Response): Promise<Delivered> {
  const answer = Delivered.parse(await asJson(response, 200))
  return { ...answer, evidence: Evidence.parse(answer.metadata) }
}

async function deliverAll(services: Services): Promise<void> {
  const lanes = new Map<string, Promise<void>>()
  const { signal } = new AbortController()
  const errors: unknown[] = []
  await deliverDrills(services, { lanes, enough: signal, hangUp: signal, onError: (error) => errors.push(error) })
  await Promise.all(lanes.values())
  if (errors.length > 0) throw errors[0]
}

export async function withDrills(engine: Engine, use: (kit: TestDrills) => Promise<void>, change?: Change) {
  const kit = await startDrills(engine, change)
  try {
    await use(kit)
  } finally {
    await kit.close()
  }
}
