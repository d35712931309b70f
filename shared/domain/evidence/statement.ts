import { z } from 'zod'
import {
  evidenceFiles,
  evidenceFormat,
  evidenceKinds,
  type Manifest,
  payloadType,
  predicateType,
  statementType,
} from './format.ts'

/**
 * Every byte of the zip before the statement's own record, which is the last: what is packed can be packed in other
 * bytes, and no digest of what is in it would show that.
 */
export const PackageBytes = z.strictObject({
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type PackageBytes = z.infer<typeof PackageBytes>

/** An in-toto Statement (https://in-toto.io/Statement/v1): this manifest is what the ledger's key speaks of. */
export const Statement = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([
    z.strictObject({
      name: z.literal(evidenceFiles.manifest),
      digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    }),
  ]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    format: z.literal(evidenceFormat),
    kind: z.enum(evidenceKinds),
    origin: z.string(),
    size: z.int().min(0),
    root: z.string(),
    as_of: z.string(),
    rows: z.int().min(0),
    entries: z.int().min(0),
    package: PackageBytes,
  }),
})
export type Statement = z.infer<typeof Statement>

/** What it says follows from the manifest and the bytes before it: whoever has these knows what it must be. */
export function statementOver(manifest: Manifest, sha256: string, before: PackageBytes): Statement {
  const { format, kind, origin, size, root, as_of, rows, entries } = manifest
  return {
    _type: statementType,
    subject: [{ name: evidenceFiles.manifest, digest: { sha256 } }],
    predicateType,
    predicate: { format, kind, origin, size, root, as_of, rows, entries, package: before },
  }
}

/** DSSE (https://github.com/secure-systems-lab/dsse), with the one signature of the ledger's key. */
export const Envelope = z.strictObject({
  payload: z.string(),
  payloadType: z.literal(payloadType),
  signatures: z.tuple([
    z.strictObject({
      /** SHA-256 of the 32 bytes of the public key, in hexadecimal. */
      keyid: z.string().regex(/^[0-9a-f]{64}$/),
      /** Base64. */
      sig: z.string(),
    }),
  ]),
})
export type Envelope = z.infer<typeof Envelope>
