import { z } from '@hono/zod-openapi'
import { vias } from '../domain/actor.ts'
import type { Json } from '../domain/entry.ts'
import { body, count, json, operation, text, time } from './route.ts'

export const Entry = z
  .object({
    seq: z.int().min(1),
    id: z.uuid(),
    workspace: z.string(),
    at: time,
    action: z.string().openapi({ example: 'access.key.created' }),
    subject: z.string(),
    actor_id: z.string(),
    actor_digest: z.string(),
    data: z.custom<Json>().openapi({ type: 'object' }),
  })
  .openapi('Entry')

/** Who an `actor_digest` stands for. The ledger itself holds neither name nor e-mail; erasure leaves a tombstone here. */
export const ActorView = z
  .object({
    id: z.string(),
    issuer: z.string().nullable(),
    subject: z.string().nullable(),
    name: z.string(),
    email: z.string().nullable(),
    via: z.enum(vias).nullable(),
    verified: z.boolean(),
    erased: z.boolean(),
  })
  .openapi('ActorView')

export const EntryPage = z
  .object({
    items: z.array(Entry),
    /** The `after` of the next page, or null when this is the last one. */
    next_after: z.int().nullable(),
    /** By `actor_digest`. */
    actors: z.record(z.string(), ActorView),
    /** How many entries match the filter, and how many the ledger holds. */
    total: z.int(),
    size: z.int(),
  })
  .openapi('EntryPage')

/** No entry holds control characters here, and PostgreSQL does not even take a zero byte. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'expected no control characters')

export const EntryQuery = z.object({
  after: count()
    .optional()
    .openapi({ description: 'Only entries beyond this sequence number, in the order asked for' }),
  limit: count(500).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
  order: z.enum(['asc', 'desc']).default('asc'),
  action: line(200).optional().openapi({ description: 'An action, or a prefix that ends in a dot' }),
  subject: line(400).optional(),
  offset: count().optional().openapi({ description: 'Skip this many matches; for tables that jump' }),
})

export const AuditKey = z.object({ verifier_key: z.string(), pem: z.string(), origin: z.string() }).openapi('AuditKey')

const hashes = z.array(z.base64())
export const InclusionProof = z
  .object({ seq: z.int(), size: z.int(), leaf: z.base64(), root: z.base64(), hashes })
  .openapi('InclusionProof')
export const ConsistencyProof = z
  .object({ from: z.int(), to: z.int(), from_root: z.base64(), to_root: z.base64(), hashes })
  .openapi('ConsistencyProof')

export const VerifyReport = z
  .object({
    ok: z.boolean(),
    size: z.int(),
    root: z.base64(),
    checked: z.int(),
    pruned: z.int(),
    first_bad: z.object({ seq: z.int(), why: z.string() }).optional(),
  })
  .openapi('VerifyReport')

const VerifyRequest = z.strictObject({
  checkpoint: z.string().max(10_000).optional().openapi({ description: 'A signed checkpoint that was kept elsewhere' }),
})

export const listEntries = operation('read', {
  method: 'get',
  path: '/api/v1/audit/entries',
  summary: 'Page through the ledger',
  request: { query: EntryQuery },
  responses: { 200: json(EntryPage, 'A page of entries') },
})

export const getCheckpoint = operation('read', {
  method: 'get',
  path: '/api/v1/audit/checkpoint',
  summary: 'The signed size and root of the ledger (C2SP tlog-checkpoint)',
  responses: { 200: text('A signed note') },
})

export const getKey = operation('read', {
  method: 'get',
  path: '/api/v1/audit/key',
  summary: 'The public key that checkpoints verify under',
  responses: { 200: json(AuditKey, 'The verifier key in the note format, and PEM') },
})

export const getInclusion = operation('read', {
  method: 'get',
  path: '/api/v1/audit/proofs/inclusion',
  summary: 'Proof that an entry is in the tree of a size',
  request: { query: z.object({ seq: count(), size: count().optional() }) },
  responses: { 200: json(InclusionProof, 'The audit path') },
})

export const getConsistency = operation('read', {
  method: 'get',
  path: '/api/v1/audit/proofs/consistency',
  summary: 'Proof that an earlier tree is a prefix of a later one',
  request: { query: z.object({ from: count(), to: count().optional() }) },
  responses: { 200: json(ConsistencyProof, 'The consistency path') },
})

export const verifyLedger = operation('audit.verify', {
  method: 'post',
  path: '/api/v1/audit/verify',
  summary: 'Re-derive the whole ledger from its rows',
  description:
    'Answers with the report. With `Accept: text/event-stream` it answers with events `progress` {checked, size} and at last `report`.',
  request: { body: { ...body(VerifyRequest), required: false } },
  responses: { 200: json(VerifyReport, 'What was found') },
})

export const streamEvents = operation('read', {
  method: 'get',
  path: '/api/v1/events',
  summary: 'The ledger as it grows, as server-sent events',
  description: 'Event `entry`, `id` the sequence number, `data` the entry. Resumes after `Last-Event-ID` or `after`.',
  request: { query: z.object({ after: count().optional() }) },
  responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: z.string() } } } },
})
