import { z } from '@hono/zod-openapi'
import { deathCauses, deliveryStatuses, pingEvent, webhookEvents } from '../domain/webhook.ts'
import { prose } from './actions.ts'
import { body, count, json, operation, time } from './route.ts'

const attemptResults = ['delivered', 'failed', 'sending', 'unknown'] as const

export const Webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: z.array(z.enum(webhookEvents)),
    enabled: z.boolean(),
    /** Switched off by itself: its receiver answered 410, so it is gone. */
    stopped: z.enum(['gone']).nullable(),
    created_at: time,
    /** Until then the secret before this one signs too. */
    old_secret_until: time.nullable(),
    pending: z.int(),
    dead: z.int(),
  })
  .openapi('Webhook')

/** The secret is told here and never again. */
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().openapi({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }),
}).openapi('WebhookWithSecret')

const Attempt = z
  .object({
    n: z.int(),
    at: time,
    ended_at: time.nullable(),
    /** `unknown`: the server died while it sent, so nobody knows whether it arrived. */
    result: z.enum(attemptResults),
    /** Of HTTP, where there was an answer. */
    status: z.int().nullable(),
    error: z.string().nullable(),
    /** The beginning of what was answered, without what looks like a secret. */
    answer: z.string().nullable(),
  })
  .openapi('WebhookAttempt')

export const Delivery = z
  .object({
    /** The header `webhook-id`: the same however often it is sent. */
    id: z.string(),
    webhook_id: z.string(),
    type: z.enum([...webhookEvents, pingEvent]),
    subject: z.string(),
    created_at: time,
    status: z.enum(deliveryStatuses),
    dead_because: z.enum(deathCauses).nullable(),
    settled_at: time.nullable(),
    next_try_at: time.nullable(),
    attempts: z.array(Attempt),
  })
  .openapi('WebhookDelivery')

const DeliveryPage = z
  .object({ items: z.array(Delivery), next_cursor: z.string().nullable() })
  .openapi('WebhookDeliveryPage')

const DeliveryDetail = Delivery.extend({
  /** What is sent, byte for byte. */
  body: z.string(),
}).openapi('WebhookDeliveryDetail')

const events = z
  .array(z.enum(webhookEvents))
  .min(1, 'expected at least one event')
  .transform((chosen) => webhookEvents.filter((each) => chosen.includes(each)))
const url = z.string().trim().min(1).max(2000)
const description = prose(200).default('')

export const NewWebhook = z.object({ url, events, description }).openapi('NewWebhook')
export const ChangedWebhook = z.object({ url, events, description, enabled: z.boolean() }).openapi('ChangedWebhook')

const id = z.object({ id: z.string() })
const page = { limit: count(200).pipe(z.int().min(1)).default(50), cursor: z.string().max(100).optional() }
const base = '/api/v1/webhooks'
const access = 'settings.manage'

export const listWebhooks = operation(access, {
  method: 'get',
  path: base,
  summary: 'The webhooks of the workspace',
  responses: { 200: json(z.object({ items: z.array(Webhook) }), 'All of them') },
})

export const createWebhook = operation(access, {
  method: 'post',
  path: base,
  summary: 'Add a webhook; its secret is in this answer alone',
  description:
    'Deliveries follow the Standard Webhooks convention: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, body `{type, timestamp, data}`. A repeated request with the same Idempotency-Key is answered with the secret again, for a day.',
  request: { body: body(NewWebhook) },
  responses: { 201: json(WebhookWithSecret, 'The webhook and its secret') },
})

export const listDeadLetters = operation(access, {
  method: 'get',
  path: `${base}/dead-letters`,
  summary: 'What could not be delivered, newest first',
  request: { query: z.object(page) },
  responses: { 200: json(DeliveryPage, 'A page of deliveries') },
})

export const getDelivery = operation(access, {
  method: 'get',
  path: `${base}/deliveries/{id}`,
  summary: 'A delivery with its body and attempts',
  request: { params: id },
  responses: { 200: json(DeliveryDetail, 'The delivery') },
})

export const redeliver = operation(access, {
  method: 'post',
  path: `${base}/deliveries/{id}/redeliver`,
  summary: 'Send a delivery again that was delivered or given up',
  request: { params: id },
  responses: { 200: json(Delivery, 'The delivery, due now') },
})

export const getWebhook = operation(access, {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'A webhook',
  request: { params: id },
  responses: { 200: json(Webhook, 'The webhook') },
})

export const changeWebhook = operation(access, {
  method: 'put',
  path: `${base}/{id}`,
  summary: 'Change where a webhook leads and what it is told, or switch it on or off',
  request: { params: id, body: body(ChangedWebhook) },
  responses: { 200: json(Webhook, 'The webhook') },
})

export const removeWebhook = operation(access, {
  method: 'post',
  path: `${base}/{id}/remove`,
  summary: 'Remove a webhook; what waits for it is given up, its history stays',
  request: { params: id },
  responses: { 200: json(z.object({ id: z.string(), removed_at: time }), 'It is gone') },
})

export const rotateSecret = operation(access, {
  method: 'post',
  path: `${base}/{id}/rotate-secret`,
  summary: 'Make a new secret; the old one signs along for a day',
  request: { params: id },
  responses: { 200: json(WebhookWithSecret, 'The webhook and its new secret') },
})

export const testWebhook = operation(access, {
  method: 'post',
  path: `${base}/{id}/test`,
  summary: 'Send a `ping`',
  request: { params: id },
  responses: { 200: json(Delivery, 'The delivery, due now') },
})

export const listDeliveries = operation(access, {
  method: 'get',
  path: `${base}/{id}/deliveries`,
  summary: 'What a webhook was told, newest first, with every attempt',
  request: { params: id, query: z.object({ status: z.enum(deliveryStatuses).optional(), ...page }) },
  responses: { 200: json(DeliveryPage, 'A page of deliveries') },
})
