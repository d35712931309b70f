import type { Context } from 'hono'
import * as contract from '../../../shared/contract/webhooks.ts'
import type { Services } from '../../services.ts'
import { findDelivery } from '../../store/webhook-deliveries.ts'
import { changeWebhook } from '../../use-cases/webhooks/change-webhook.ts'
import { createWebhook } from '../../use-cases/webhooks/create-webhook.ts'
import { theWebhook } from '../../use-cases/webhooks/find-webhook.ts'
import { listDeliveries } from '../../use-cases/webhooks/list-deliveries.ts'
import { listWebhooks, showWebhook } from '../../use-cases/webhooks/list-webhooks.ts'
import { noSuchDelivery, redeliver } from '../../use-cases/webhooks/redeliver.ts'
import { removeWebhook } from '../../use-cases/webhooks/remove-webhook.ts'
import { rotateSecret } from '../../use-cases/webhooks/rotate-secret.ts'
import { showDelivery } from '../../use-cases/webhooks/show-delivery.ts'
import { testWebhook } from '../../use-cases/webhooks/test-webhook.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** None of these is a transition of an action, so none counts as one. */
const uncounted = { status: 200, counted: false } as const

export function webhookRoutes(mount: Mount, services: Services): void {
  const isThere = webhookIn(services)
  const isSent = deliveryIn(services)

  mount(contract.listWebhooks, async (c) => c.json({ items: await listWebhooks(services, callerOf(c)) }, 200))
  mount(contract.createWebhook, (c) =>
    transact(c, services, { ...uncounted, status: 201 }, (act) => createWebhook(services, act, c.req.valid('json'))),
  )
  mount(contract.listDeadLetters, async (c) =>
    c.json(await listDeliveries(services, callerOf(c), { status: 'dead' }, c.req.valid('query')), 200),
  )
  mount(
    contract.getDelivery,
    async (c) => c.json(unwrap(await showDelivery(services, callerOf(c), idIn(c))), 200),
    isSent,
  )
  mount(contract.redeliver, (c) => transact(c, services, uncounted, (act) => redeliver(act, idIn(c))), isSent)
  mount(
    contract.getWebhook,
    async (c) => c.json(unwrap(await showWebhook(services, callerOf(c), idIn(c))), 200),
    isThere,
  )
  mount(
    contract.changeWebhook,
    (c) => transact(c, services, uncounted, (act) => changeWebhook(services, act, idIn(c), c.req.valid('json'))),
    isThere,
  )
  mount(contract.removeWebhook, (c) => transact(c, services, uncounted, (act) => removeWebhook(act, idIn(c))), isThere)
  mount(
    contract.rotateSecret,
    (c) => transact(c, services, uncounted, (act) => rotateSecret(services, act, idIn(c))),
    isThere,
  )
  mount(contract.testWebhook, (c) => transact(c, services, uncounted, (act) => testWebhook(act, idIn(c))), isThere)
  mount(
    contract.listDeliveries,
    async (c) =>
      c.json(await listDeliveries(services, callerOf(c), { webhook_id: idIn(c) }, c.req.valid('query')), 200),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

const webhookIn =
  ({ store }: Services): Subject =>
  async (c) => {
    const found = await theWebhook(store.read, callerOf(c).workspace, idIn(c))
    return found.ok ? undefined : found.refusal
  }

const deliveryIn =
  ({ store }: Services): Subject =>
  async (c) =>
    (await findDelivery(store.read, callerOf(c).workspace, idIn(c))) ? undefined : noSuchDelivery
