import { z } from 'zod'

/**
 * An evidence package is a zip. Everything in it but the manifest and the statement over it is named in the manifest
 * with its SHA-256; the statement (in-toto, in a DSSE envelope) is signed with the ledger's own key. What the rows say
 * follows from the entries, the entries are in the tree by their proofs, and the tree is the checkpoint's.
 */
export const evidenceFormat = 'countersign-evidence/1'

export const evidenceKinds = ['drills', 'actions', 'deploys', 'ledger'] as const
export type EvidenceKindName = (typeof evidenceKinds)[number]

export const evidenceFiles = {
  manifest: 'manifest.json',
  statement: 'manifest.dsse.json',
  /** An entry's canonical text per line, in the order of the ledger: the very bytes that its leaf is the hash of. */
  entries: 'ledger/entries.jsonl',
  /** `{"seq":1,"path":[0,4]}` per line, in the same order: an RFC 6962 audit path, as places in the list of nodes. */
  proofs: 'ledger/proofs.jsonl',
  /** A hash per line, base64: the nodes that the paths name. */
  nodes: 'ledger/nodes.txt',
  checkpoint: 'ledger/checkpoint.txt',
  verifierKey: 'ledger/key.vkey',
  publicKey: 'ledger/key.pem',
  /** Who the digests stand for, with the salts that open them; a tombstone where somebody was erased. */
  actors: 'actors.json',
  page: 'index.html',
  instructions: 'VERIFY.md',
} as const

export const payloadType = 'application/vnd.in-toto+json'
export const statementType = 'https://in-toto.io/Statement/v1'
export const predicateType = 'https://countersign.dev/evidence/v1'

/** Bounds that a reader holds to, whatever a package claims of itself. */
export const evidenceBounds = {
  members: 64,
  nameLength: 100,
  /** Of any one member, and of all of them together, unpacked. */
  memberBytes: 1024 * 1024 * 1024,
  totalBytes: 2 * 1024 * 1024 * 1024,
  /** What is read whole: the manifest, the statement, the checkpoint, the keys. */
  smallBytes: 4 * 1024 * 1024,
  /** How many times larger than its packed form a member may be. */
  ratio: 1000,
  /** A line of a file of lines. */
  lineBytes: 4 * 1024 * 1024,
  entries: 2_000_000,
  /** What rows are made of stays in memory until all entries are read. */
  rows: 500_000,
} as const

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const seq = z.int().min(1)

export const ManifestFile = z.strictObject({
  name: z.string().min(1).max(evidenceBounds.nameLength),
  size: z.int().min(0),
  sha256,
})

export const Manifest = z.strictObject({
  format: z.literal(evidenceFormat),
  kind: z.enum(evidenceKinds),
  workspace: z.string(),
  /** The name of the ledger, as its checkpoints have it. */
  origin: z.string(),
  /** What was asked for: only what it matches is in the rows, and all of it. */
  filter: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.boolean(), z.number()])),
  /** The tree that everything is proven in. */
  size: z.int().min(0),
  root: z.string(),
  /** When the newest entry of that tree was written: the same question to the same tree gives the same bytes. */
  as_of: z.string(),
  rows: z.int().min(0),
  entries: z.int().min(0),
  first_seq: seq.nullable(),
  last_seq: seq.nullable(),
  /** By name. */
  files: z.array(ManifestFile),
})
export type Manifest = z.infer<typeof Manifest>

export const ProofLine = z.strictObject({ seq, path: z.array(z.int().min(0)).max(64) })
export type ProofLine = z.infer<typeof ProofLine>

export const RevealedActor = z.strictObject({
  digest: sha256,
  id: z.string(),
  erased: z.boolean(),
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  via: z.string().nullable(),
  verified: z.boolean().nullable(),
  salt: z.string().nullable(),
})
export type RevealedActor = z.infer<typeof RevealedActor>
