import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifyByWebCrypto } from '../../../renderer/screens/audit/ed25519.ts'
import {
  checkProof,
  type Proof,
  type ProofMaterial,
  type StepName,
  stepNames,
} from '../../../renderer/screens/audit/proof-check.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import { canonicalBytes, type Entry } from '../../../shared/domain/entry.ts'
import { type Hash, leafHash, nodeHash, splitPoint } from '../../../shared/domain/merkle.ts'
import { checkpointText, formatNote, keyIdOf, verifierKey } from '../../../shared/domain/note.ts'

const ORIGIN = 'countersign/test/sample'
const SIZE = 7
const SEQ = 5

const entry = (seq: number): Entry => ({
  seq,
  id: `019a2f7c-41d0-7c1e-8000-00000000000${seq}`,
  workspace: 'sample',
  at: '2026-04-29T14:33:00.000Z',
  action: 'key.created',
  subject: `key:${seq}`,
  actor_id: 'someone',
  actor_digest: 'digest',
  data: { name: 'Zoë', nested: [1, true, null] },
})

const leaves = Array.from({ length: SIZE }, (_, i) => leafHash(canonicalBytes(entry(i + 1))))

function rootOf(hashes: readonly Hash[]): Hash {
  const [only] = hashes
  if (hashes.length === 1 && only) return only
  const split = splitPoint(hashes.length)
  return nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)))
}

function pathOf(index: number, hashes: readonly Hash[]): Hash[] {
  if (hashes.length === 1) return []
  const split = splitPoint(hashes.length)
  return index < split
    ? [...pathOf(index, hashes.slice(0, split)), rootOf(hashes.slice(split))]
    : [...pathOf(index - split, hashes.slice(split)), rootOf(hashes.slice(0, split))]
}

function signer(origin = ORIGIN) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  return {
    key: verifierKey(origin, raw),
    note: (size: number, root: Hash, says = origin) => {
      const text = checkpointText({ origin: says, size, root })
      const bytes = Uint8Array.from(sign(null, Buffer.from(text), privateKey))
      return formatNote(text, { name: origin, keyId: keyIdOf(origin, raw), bytes })
    },
  }
}

const ours = signer()
const root = rootOf(leaves)
const leaf = leaves[SEQ - 1] ?? root
const truth: Proof = {
  seq: SEQ,
  size: SIZE,
  leaf: toBase64(leaf),
  root: toBase64(root),
  hashes: pathOf(SEQ - 1, leaves).map(toBase64),
}
const good: ProofMaterial = {
  entry: entry(SEQ),
  proof: truth,
  checkpoint: ours.note(SIZE, root),
  verifierKey: ours.key,
  rememberedKey: ours.key,
}
const check = (material: ProofMaterial) => checkProof(material, verifyByWebCrypto)

test('a true proof holds, step by step', async () => {
  const verdict = await check(good)
  expect(verdict.steps.map(({ name, outcome }) => [name, outcome])).toEqual(stepNames.map((name) => [name, 'holds']))
  expect(verdict).toMatchObject({ outcome: 'holds', size: SIZE })
})

test('an entry read back with its keys in another order is the same entry', async () => {
  const reversed = Object.fromEntries(Object.entries(good.entry).reverse()) as Entry
  expect((await check({ ...good, entry: reversed })).outcome).toBe('holds')
})

test('a key never seen before is said to be new', async () => {
  const { steps } = await check({ ...good, rememberedKey: undefined })
  expect(steps.at(-1)).toMatchObject({ name: 'key', outcome: 'holds', says: expect.stringContaining('First seen') })
})

const flip = (text: string, at: number): string => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return toBase64(bytes)
}
const other = leafHash(Uint8Array.of(1))
const theirs = signer()
const proof = (change: Partial<Proof>): ProofMaterial => ({
  ...good,
  proof: { ...truth, ...change },
})

describe('every lie fails, at the step that shows it', () => {
  const lies: [string, ProofMaterial, StepName[]][] = [
    ['an altered entry', { ...good, entry: { ...good.entry, subject: 'key:6' } }, ['entry', 'path']],
    ['altered data', { ...good, entry: { ...good.entry, data: { name: 'Zoe' } } }, ['entry', 'path']],
    ['text with no canonical form', { ...good, entry: { ...good.entry, subject: '\ud800' } }, ['entry', 'path']],
    ['an entry moved to another place', { ...good, entry: { ...good.entry, seq: 6 } }, ['entry', 'path']],
    ['a proof for another entry', proof({ seq: 4 }), ['entry']],
    ['another leaf', proof({ leaf: toBase64(other) }), ['entry']],
    ['one bit of the path', proof({ hashes: truth.hashes.map((h, i) => (i === 1 ? flip(h, 3) : h)) }), ['path']],
    ['a path cut short', proof({ hashes: truth.hashes.slice(1) }), ['path']],
    ['a path too long', proof({ hashes: [...truth.hashes, toBase64(other)] }), ['path']],
    ['a path that is not hashes', proof({ hashes: ['', ...truth.hashes.slice(1)] }), ['path']],
    ['a path for another size', proof({ size: SIZE - 1 }), ['path']],
    ['another root in the proof', proof({ root: toBase64(other) }), ['path', 'root']],
    ['a good checkpoint over another root', { ...good, checkpoint: ours.note(SIZE, other) }, ['root']],
    ['a checkpoint smaller than the entry', { ...good, checkpoint: ours.note(SEQ - 1, root) }, ['path']],
    [
      'a checkpoint changed after signing',
      { ...good, checkpoint: good.checkpoint.replace('\n7\n', '\n8\n') },
      ['path', 'signature'],
    ],
    ['a checkpoint signed by another', { ...good, checkpoint: theirs.note(SIZE, root) }, ['signature']],
    ['a checkpoint that is no note', { ...good, checkpoint: 'hello' }, ['root', 'signature']],
    [
      'another key, with its own checkpoint',
      { ...good, checkpoint: theirs.note(SIZE, root), verifierKey: theirs.key },
      ['key'],
    ],
    ['a key that cannot be read', { ...good, verifierKey: `${ours.key}x` }, ['key']],
    [
      'a true checkpoint from before the entry',
      { ...good, proof: undefined, checkpoint: ours.note(SEQ - 1, rootOf(leaves.slice(0, SEQ - 1))) },
      ['path'],
    ],
    ["another ledger's checkpoint", { ...good, checkpoint: ours.note(SIZE, root, 'countersign/test/other') }, ['key']],
  ]
  test.each(lies)('%s', async (_name, material, failing) => {
    const verdict = await check(material)
    expect(verdict.steps.filter(({ outcome }) => outcome === 'fails').map(({ name }) => name)).toEqual(failing)
    expect(verdict.outcome).toBe('fails')
  })
})

test('a page without cryptography says that it could not check, not that all is well', async () => {
  const crypto = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
  Object.defineProperty(globalThis, 'crypto', { configurable: true, value: {} })
  try {
    const verdict = await check(good)
    expect(verdict.outcome).toBe('unchecked')
    expect(verdict.steps[3]).toMatchObject({ name: 'signature', outcome: 'unchecked' })
  } finally {
    if (crypto) Object.defineProperty(globalThis, 'crypto', crypto)
  }
})
