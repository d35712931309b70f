import { z } from '@hono/zod-openapi'
import { longestMessage, providerIds, tileKinds } from '../domain/assistant.ts'
import { body, count, json, operation, time } from './route.ts'
import { Tile } from './tiles.ts'

const base = '/api/v1/assistant'
const provider = z.object({ provider: z.enum(providerIds) })
const message = z.string().trim().min(1).max(longestMessage)
const session_id = z.string().max(100)

/** What a chat's stream tells, each event with an increasing `id`. */
export const ChatEvents = {
  start: z.object({ run_id: z.string(), session_id: z.string().nullable() }),
  text: z.object({ delta: z.string() }),
  tile: z.object({ kind: z.enum(tileKinds), id: z.string(), data: z.unknown() }),
  notice: z.object({ code: z.enum(['no_tile', 'scripted', 'not_stored', 'not_proposed']), text: z.string() }),
  /** A problem, as it would have been answered before the stream began. What was said until then stays. */
  error: z.looseObject({ status: z.int(), code: z.string(), title: z.string(), detail: z.string() }),
  done: z.object({
    message_id: z.string().nullable(),
    usage: z.object({ input_tokens: z.int().nullable(), output_tokens: z.int().nullable() }),
    /** Whether the reply is whole. */
    status: z.enum(['complete', 'cut_off']),
  }),
} as const

const events = {
  description: 'Server-sent events: start, text, tile, notice, error, done',
  content: { 'text/event-stream': { schema: z.string() } },
}

export const postChat = operation('chat.use', {
  method: 'post',
  path: `${base}/chat`,
  summary: 'Ask; the reply streams, with tiles of real rows between its words',
  request: {
    body: body(
      z.object({
        message,
        /** A chat of your own: question and reply are kept in it. */
        session_id: session_id.nullish(),
        /** Of the provider in use, or `provider:model`. */
        model: z.string().max(200).nullish(),
      }),
    ),
  },
  responses: { 200: events },
})

const run = z.object({ run_id: z.string().max(100) })
export const getRunEvents = operation('chat.use', {
  method: 'get',
  path: `${base}/runs/{run_id}/events`,
  summary: 'Go on reading a reply, after `Last-Event-ID`; for ten minutes after its end',
  request: { params: run, query: z.object({ after: count().optional() }) },
  responses: { 200: events },
})

export const cancelRun = operation('chat.use', {
  method: 'post',
  path: `${base}/runs/{run_id}/cancel`,
  summary: 'Break a reply off; what was said is kept as far as it came',
  request: { params: run },
  responses: { 200: json(z.object({ run_id: z.string(), cancelled: z.boolean() }), 'Whether it was still going on') },
})

export const TileAnswer = z
  .object({
    tiles: z.array(Tile),
    /** What was really proposed, at most one. */
    proposals: z.array(z.object({ action_id: z.string(), type: z.string(), tier: z.int(), target_ref: z.string() })),
    /** Why an action word led to no proposal. */
    not_proposed: z.string().nullable(),
  })
  .openapi('TileAnswer')

export const postTiles = operation('chat.use', {
  method: 'post',
  path: `${base}/tiles`,
  summary: 'The tiles of a message, and its proposal: the half of a reply that no model makes',
  request: { body: body(z.object({ message, session_id: session_id.nullish() })) },
  responses: { 200: json(TileAnswer, 'The tiles') },
})

/** It goes into a header. */
const providerKey = z
  .string()
  .trim()
  .min(8)
  .max(500)
  .regex(/^[\x21-\x7e]*$/, 'expected visible characters without spaces')

export const ProviderView = z
  .object({
    id: z.enum(providerIds),
    configured: z.boolean(),
    last4: z.string().nullable(),
    base_url: z.string().nullable(),
    model: z.string().nullable(),
    /** Whether questions go to it. */
    active: z.boolean(),
    /** Gateway: whether the workspace has a credential in its middle, so that none of your own is needed. */
    central: z.boolean(),
    updated_at: time.nullable(),
  })
  .openapi('AssistantProvider')

export const listProviders = operation('chat.use', {
  method: 'get',
  path: `${base}/providers`,
  summary: 'Your own providers; keys are never read back',
  responses: {
    200: json(
      z.object({
        items: z.array(ProviderView),
        /** Where keys rest. */
        kept: z.enum(['keychain', 'memory', 'master_key']),
        /** The sample has a scripted one, which answers where no key is configured. */
        scripted: z.boolean(),
      }),
      'The providers',
    ),
  },
})

export const putProvider = operation('chat.use', {
  method: 'put',
  path: `${base}/providers/{provider}`,
  summary: 'Use this provider with this key of your own',
  request: {
    params: provider,
    body: body(
      z.object({
        /** Left out, the one that is there stays, and the model alone changes: another address takes its key anew. */
        key: providerKey.optional(),
        base_url: z.url().max(500).nullish(),
        model: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'expected one line')
          .nullish(),
        /** Send questions to this one from now on; a new key does so anyway. */
        active: z.literal(true).optional(),
      }),
    ),
  },
  responses: { 200: json(ProviderView, 'The provider') },
})

export const removeProvider = operation('chat.use', {
  method: 'delete',
  path: `${base}/providers/{provider}`,
  summary: 'Forget a key',
  request: { params: provider },
  responses: { 200: json(ProviderView, 'The provider') },
})

export const testProvider = operation('chat.use', {
  method: 'post',
  path: `${base}/providers/{provider}/test`,
  summary: 'Does it answer, with this key and this model?',
  request: { params: provider },
  responses: {
    200: json(
      z.object({
        ok: z.boolean(),
        model: z.string().nullable(),
        ms: z.number(),
        /** The provider's words, where it said no. */
        detail: z.string().nullable(),
        status: z.int().nullable(),
      }),
      'What came of it',
    ),
  },
})

export const listModels = operation('chat.use', {
  method: 'get',
  path: `${base}/providers/{provider}/models`,
  summary: 'The models that the provider lists for this key',
  request: { params: provider },
  responses: { 200: json(z.object({ items: z.array(z.object({ id: z.string(), label: z.string() })) }), 'The models') },
})

export const GatewayCredential = z
  .object({
    configured: z.boolean(),
    last4: z.string().nullable(),
    base_url: z.string().nullable(),
    updated_at: time.nullable(),
  })
  .openapi('GatewayCredential')

export const getGateway = operation('read', {
  method: 'get',
  path: '/api/v1/gateway/credential',
  summary: 'Whether the workspace has a credential in its middle, for its gateway',
  responses: { 200: json(GatewayCredential, 'The credential') },
})
export const putGateway = operation('settings.manage', {
  method: 'put',
  path: '/api/v1/gateway/credential',
  summary: 'Give the gateway the key of an OpenAI-compatible provider',
  request: { body: body(z.object({ key: providerKey, base_url: z.url().max(500).nullish() })) },
  responses: { 200: json(GatewayCredential, 'The credential') },
})
export const removeGateway = operation('settings.manage', {
  method: 'delete',
  path: '/api/v1/gateway/credential',
  summary: 'Take it away again',
  responses: { 200: json(GatewayCredential, 'The credential') },
})

const proxied = {
  description: 'What the provider answered',
  content: { 'application/json': { schema: z.unknown() }, 'text/event-stream': { schema: z.string() } },
}
const proxyPath = '/api/v1/gateway/proxy/v1/{path}'
/** A path of several parts is more than OpenAPI can say of one parameter. */
const wildcard = { wildcard: true } as const
const providerPath = z.object({ path: z.string().max(500).openapi({ example: 'chat/completions' }) })

export const askGateway = Object.assign(
  operation('chat.use', {
    method: 'post',
    path: proxyPath,
    summary:
      'OpenAI-compatible, with the workspace’s key: chat/completions, completions, responses, embeddings, moderations',
    request: { params: providerPath, body: body(z.looseObject({ model: z.string().optional() })) },
    responses: { 200: proxied },
  }),
  wildcard,
)
export const readGateway = Object.assign(
  operation('chat.use', {
    method: 'get',
    path: proxyPath,
    summary: 'The models of the workspace’s provider: models, models/…',
    request: { params: providerPath },
    responses: { 200: proxied },
  }),
  wildcard,
)
