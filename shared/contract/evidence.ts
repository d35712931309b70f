import { z } from '@hono/zod-openapi'
import { evidenceKinds } from '../domain/evidence/format.ts'
import { body, json, operation } from './route.ts'

const text = z.string().max(400)

export const exportEvidence = operation('audit.export', {
  method: 'post',
  path: '/api/v1/evidence/export',
  summary: 'A package of evidence for what a filter shows: rows, ledger entries, proofs and a signed statement',
  description:
    'A zip, streamed. Who exported what is an entry of the ledger of its own: the newest of the tree that the package speaks of, unless `size` names another one. The same question with the same `size` gives the same bytes, unless a person was erased in between. People are revealed in it. Of what was pruned nothing can be shown: `after` in the filter asks for what came later.',
  request: {
    body: body(
      z.strictObject({
        kind: z.enum(evidenceKinds),
        filter: z.record(z.string().max(50), z.union([text, z.array(text).max(500), z.boolean()])).default({}),
        /** The tree that it speaks of; the whole ledger, this export included, where none is named. */
        size: z.int().min(1).optional(),
      }),
    ),
  },
  responses: {
    200: {
      description: 'The package',
      content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
})

export const EvidenceReport = z
  .object({
    ok: z.boolean(),
    /** Of the package, as far as it could be read. */
    kind: z.enum(evidenceKinds).nullable(),
    origin: z.string().nullable(),
    size: z.int().nullable(),
    root: z.string().nullable(),
    as_of: z.string().nullable(),
    rows: z.int(),
    entries: z.int(),
    proofs: z.int(),
    actors: z.int(),
    erased: z.int(),
    /** SHA-256 of the public key that signed it: to be compared with what is known of the ledger. */
    key_fingerprint: z.string().nullable(),
    /** The first thing that does not hold, and where. */
    first_bad: z.object({ file: z.string(), where: z.string().nullable(), why: z.string() }).nullable(),
    /** Whether it is of the ledger that was asked, and whether that ledger still holds all of it. */
    ours: z.enum(['yes', 'no', 'unknown']),
  })
  .openapi('EvidenceReport')

export const verifyEvidence = operation('read', {
  method: 'post',
  path: '/api/v1/evidence/verify',
  summary: 'Whether a package of evidence holds: the same check as on the command line',
  request: {
    body: {
      required: true,
      content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: { 200: json(EvidenceReport, 'What was found') },
})
