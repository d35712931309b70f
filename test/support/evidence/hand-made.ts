import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { dsse } from '@sigstore/core'
import { ZipFile } from 'yazl'
import { actorDigest } from '../../../main/ledger/actor-digest.ts'
import { generateSigningKey, noteVerifierKey, openSigner, signCheckpoint } from '../../../main/ledger/signer.ts'
import type { Actor } from '../../../shared/domain/actor.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import { canonicalText, type Entry, type Json } from '../../../shared/domain/entry.ts'
import { evidenceFiles, evidenceFormat, Manifest, payloadType } from '../../../shared/domain/evidence/format.ts'
import { rowLine, rowsBegin, rowsEnd } from '../../../shared/domain/evidence/row-text.ts'
import { type Envelope, type Statement, statementOver } from '../../../shared/domain/evidence/statement.ts'
import { referenceLeaf, referencePath, referenceRoot } from '../../shared/reference-tree.ts'

export const origin = 'countersign/0199f0aa-0000-7000-8000-000000000001/main'
const ada: Actor = {
  id: '0199f0aa-0000-7000-8000-0000000000aa',
  issuer: 'local',
  subject: 'ada',
  email: 'ada@example.com',
  name: 'Ada Ölberg',
  via: 'local',
  verified: false,
}
const salt = Buffer.alloc(32, 7).toString('base64')
/** Whose entries they are. */
export const by = { id: ada.id, digest: actorDigest(ada, salt) }
export const at = (seq: number): string => new Date(Date.UTC(2026, 3, 29, 14, 0, seq)).toISOString()

export type Files = Map<string, Buffer>
export type Making = {
  /** How many entries the ledger has, and which of them are in the package. */
  size?: number
  picked?: (seq: number) => boolean
  /** What an entry says, if something else. */
  entry?: (entry: Entry) => Entry
  /** Before the manifest is made, so that it is about what was changed. */
  before?: (files: Files) => void
  manifest?: (manifest: Manifest) => Manifest
  statement?: (statement: Statement) => Statement
  envelope?: (envelope: Envelope) => Envelope
  /** After everything was signed. */
  after?: (files: Files) => void
  /** Who signs the statement, if not whose key is in the package. */
  signer?: string
}

export const ledgerKey = generateSigningKey()

/** A package of a small ledger as our writer would make it, and not by our writer; or one with something wrong in it. */
export async function handMade(making: Making = {}): Promise<Buffer> {
  const files = contents(making)
  files.set(evidenceFiles.manifest, line(manifestOf(files, making)))
  await sign(files, making.signer ?? ledgerKey, making)
  making.after?.(files)
  return zipOf(files)
}

/** Files with a manifest, signed as they are by whoever has the key. */
export async function sign(files: Files, pem: string, { statement, envelope }: Making = {}): Promise<void> {
  files.delete(evidenceFiles.statement)
  const zip = await zipOf(files)
  // Up to where the list of members begins: what is signed is everything before the statement's own record.
  const before = zip.subarray(0, zip.readUInt32LE(zip.length - 22 + 16))
  const text = files.get(evidenceFiles.manifest) ?? Buffer.alloc(0)
  const packed = { bytes: before.length, sha256: sha256(before) }
  const said = statementOver(Manifest.parse(JSON.parse(text.toString())), sha256(text), packed)
  const signed = signedBy(pem, statement?.(said) ?? said)
  files.set(evidenceFiles.statement, line(envelope?.(signed) ?? signed))
}

export function signedBy(pem: string, statement: Statement): Envelope {
  const payload = Buffer.from(canonicalText(statement))
  const sig = signBytes(null, dsse.preAuthEncoding(payloadType, payload), createPrivateKey(pem)).toString('base64')
  const keyid = sha256(Buffer.from(openSigner(pem).publicKey))
  return { payload: payload.toString('base64'), payloadType, signatures: [{ keyid, sig }] }
}

function contents({ size = 37, picked = (seq) => seq % 3 !== 0, before, entry: change }: Making): Files {
  const signer = openSigner(ledgerKey)
  const said = (seq: number) => change?.(entry(seq)) ?? entry(seq)
  const bodies = Array.from({ length: size }, (_, i) => Buffer.from(canonicalText(said(i + 1))))
  const leaves = bodies.map(referenceLeaf)
  const nodes: string[] = []
  const places = new Map<string, number>()
  const placeOf = (hash: Uint8Array) => {
    const text = toBase64(hash)
    const place = places.get(text) ?? nodes.push(text) - 1
    places.set(text, place)
    return place
  }
  const chosen = bodies.flatMap((body, i) => (picked(i + 1) ? [{ body, i }] : []))
  const proofs = chosen.map(({ i }) => `{"seq":${i + 1},"path":[${referencePath(i, leaves).map(placeOf).join(',')}]}\n`)
  const files: Files = new Map([
    [evidenceFiles.entries, Buffer.from(chosen.map(({ body }) => `${body.toString()}\n`).join(''))],
    [evidenceFiles.proofs, Buffer.from(proofs.join(''))],
    [evidenceFiles.nodes, Buffer.from(nodes.map((node) => `${node}\n`).join(''))],
    [evidenceFiles.checkpoint, Buffer.from(signCheckpoint(signer, origin, size, referenceRoot(leaves)))],
    [evidenceFiles.verifierKey, Buffer.from(`${noteVerifierKey(origin, signer.publicKey)}\n`)],
    [evidenceFiles.publicKey, Buffer.from(signer.publicPem)],
    [evidenceFiles.actors, rowFile([{ ...ada, digest: actorDigest(ada, salt), erased: false, salt }])],
    [evidenceFiles.page, Buffer.from('<!doctype html><title>Evidence</title>\n')],
    [evidenceFiles.instructions, Buffer.from('# How to verify\n')],
  ])
  before?.(files)
  return files
}

function manifestOf(files: Files, { size = 37, picked = (seq) => seq % 3 !== 0, manifest: change }: Making): Manifest {
  const seqs = Array.from({ length: size }, (_, i) => i + 1).filter(picked)
  const root = (files.get(evidenceFiles.checkpoint)?.toString() ?? '').split('\n')[2] ?? ''
  const manifest: Manifest = {
    format: evidenceFormat,
    kind: 'ledger',
    workspace: 'main',
    origin,
    filter: {},
    size,
    root,
    as_of: at(size),
    rows: 0,
    entries: seqs.length,
    first_seq: seqs[0] ?? null,
    last_seq: seqs.at(-1) ?? null,
    files: [...files]
      .map(([name, bytes]) => ({ name, size: bytes.length, sha256: sha256(bytes) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  return change?.(manifest) ?? manifest
}

const entry = (seq: number): Entry => ({
  seq,
  id: `0199f0aa-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  workspace: 'main',
  at: at(seq),
  action: 'test.entry.appended',
  subject: `test:${seq}`,
  actor_id: ada.id,
  actor_digest: actorDigest(ada, salt),
  data: { words: 'und so weiter '.repeat(seq % 7), n: seq },
})

const rowFile = (rows: readonly { readonly [key: string]: Json }[]): Buffer =>
  Buffer.from(`${rowsBegin}${rows.map((row, i) => rowLine(row, i === 0)).join('')}${rowsEnd}`)
export const line = (value: Json): Buffer => Buffer.from(`${canonicalText(value)}\n`)
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** As our writer packs: the statement as it is, streamed as files of lines are, so that their sizes follow them. */
export async function zipOf(files: ReadonlyMap<string, Buffer>, compressionLevel = 6): Promise<Buffer> {
  const zip = new ZipFile()
  const fixed = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 }
  const options = { ...fixed, compressionLevel }
  for (const [name, bytes] of files) {
    const stream = (settings: object) =>
      zip.addReadStreamLazy(name, settings, (done) => done(null, Readable.from([bytes])))
    if (name === evidenceFiles.statement) stream({ ...fixed, compress: false })
    else if (name.endsWith('l')) stream(options)
    else zip.addBuffer(bytes, name, options)
  }
  zip.end()
  return buffer(zip.outputStream)
}
