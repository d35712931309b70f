import { z } from '@hono/zod-openapi'
import type { Services } from '../../main/services.ts'
import type { Engine } from '../../main/store/schema.ts'
import { deliverDue } from '../../main/use-cases/webhooks/deliver-due.ts'
import { Delivery, Webhook, WebhookWithSecret } from '../../shared/contract/webhooks.ts'
import { startReceiver } from '../support/webhook-receiver.ts'
import { asJson, joinQueue, type Queue, startQueue, stillTime } from './action-kit.ts'

export const webhooks = '/api/v1/webhooks'
type Hook = z.output<typeof Webhook>
export type SecretHook = z.output<typeof WebhookWithSecret>
export type Sent = z.output<typeof Delivery>

const open = (services: Services): Services => ({ ...services, webhookTargets: { privateNetworks: true } })

/** The queue with a receiver of its own beside it, and webhooks that may lead there. */
async function startWebhooks(engine: Engine) {
  const receiver = await startReceiver()
  const queue = await startQueue(engine, { change: open, time: stillTime(Date.parse('2026-11-21T10:00:00.000Z')) })
  return webhooksOn(queue, receiver)
}

/** Another process on the same database. */
export const joinWebhooks = async (engine: Engine, first: TestWebhooks) =>
  webhooksOn(await joinQueue(engine, first, { change: open }), first.receiver)

export type TestWebhooks = ReturnType<typeof webhooksOn>

function webhooksOn(queue: Queue, receiver: Awaited<ReturnType<typeof startReceiver>>) {
  const { send, get } = queue
  return {
    ...queue,
    receiver,
    add: async (wanted: Record<string, unknown> = {}): Promise<SecretHook> =>
      exactly(
        WebhookWithSecret,
        await asJson(await send(webhooks, { url: receiver.url, events: ['action.approved'], ...wanted }, 'admin'), 201),
      ),
    hook: async (id: string): Promise<Hook> =>
      exactly(Webhook, await asJson(await get(`${webhooks}/${id}`, 'admin'), 200)),
    post: <T>(path: string): Promise<T> =>
      send(`${webhooks}/${path}`, {}, 'admin').then((response) => asJson<T>(response, 200)),
    put: (id: string, body: unknown) => send(`${webhooks}/${id}`, body, 'admin', { method: 'PUT' }),
    sent: async (id: string, query = ''): Promise<Sent[]> =>
      (await asJson<{ items: unknown[] }>(await get(`${webhooks}/${id}/deliveries${query}`, 'admin'), 200)).items.map(
        (item) => exactly(Delivery, item),
      ),
    dead: async (): Promise<Sent[]> =>
      (await asJson<{ items: Sent[] }>(await get(`${webhooks}/dead-letters`, 'admin'), 200)).items,
    /** An action that is proposed and approved. */
    approved: async () => {
      const { id } = await queue.propose()
      return queue.did(id, 'approve', 'approver')
    },
    deliver: () => deliverAll(queue.services),
    async close() {
      await queue.close()
      await receiver.close()
    },
  }
}

/** What the contract says, and not a field more. */
const exactly = <S extends z.ZodRawShape>(schema: z.ZodObject<S>, answer: unknown) =>
  z.strictObject(schema.shape).parse(answer)

/** Sends what is due, and comes back when it is sent. */
export async function deliverAll(services: Services): Promise<void> {
  const lanes = new Map<string, Promise<void>>()
  const { signal } = new AbortController()
  const errors: unknown[] = []
  await deliverDue(services, { lanes, enough: signal, hangUp: signal, onError: (error) => errors.push(error) })
  await Promise.all(lanes.values())
  if (errors.length > 0) throw errors[0]
}

export async function withWebhooks(engine: Engine, use: (kit: TestWebhooks) => Promise<void>): Promise<void> {
  const kit = await startWebhooks(engine)
  try {
    await use(kit)
  } finally {
    await kit.close()
  }
}
