import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyEd25519 } from '../../main/ledger/signer.ts'
import { AuditKey, ConsistencyProof, EntryPage, InclusionProof } from '../../shared/contract/audit.ts'
import { fromBase64, toBase64 } from '../../shared/domain/base64.ts'
import { canonicalText } from '../../shared/domain/entry.ts'
import { emptyRoot, leafHash, verifyConsistency, verifyInclusion } from '../../shared/domain/merkle.ts'
import { parseCheckpoint, parseNote, parseVerifierKey, verifyNote } from '../../shared/domain/note.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'

const size = 21
const bytes = (text: string): Uint8Array => fromBase64(text) ?? expect.fail('not canonical base64')
const sizes = Array.from({ length: size }, (_, i) => i + 1)

describe.each(engines)('proofs on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['viewer'])
    await app.fill(size - 2)
  })
  afterAll(() => app.close())

  const get = async (path: string) => (await app.ask(`/api/v1/audit/${path}`, { key })).json()
  const inclusion = async (seq: number, of?: number) =>
    InclusionProof.strict().parse(await get(`proofs/inclusion?seq=${seq}${of ? `&size=${of}` : ''}`))
  const consistency = async (from: number, to?: number) =>
    ConsistencyProof.strict().parse(await get(`proofs/consistency?from=${from}${to ? `&to=${to}` : ''}`))

  test('every entry, hashed as it came over the wire, is the leaf that its proof places in the tree', async () => {
    const { items } = EntryPage.parse(await get('entries?limit=500'))
    expect(items.map((entry) => entry.seq)).toEqual(sizes)
    for (const entry of items) {
      const proof = await inclusion(entry.seq)
      const leaf = leafHash(new TextEncoder().encode(canonicalText(entry)))
      expect(toBase64(leaf)).toBe(proof.leaf)
      const hashes = proof.hashes.map(bytes)
      expect(verifyInclusion(leaf, entry.seq - 1, proof.size, hashes, bytes(proof.root))).toBe(true)
      const forged = leafHash(new TextEncoder().encode(canonicalText({ ...entry, subject: 'note:forged' })))
      expect(verifyInclusion(forged, entry.seq - 1, proof.size, hashes, bytes(proof.root))).toBe(false)
    }
  })

  test('in every earlier tree as well', async () => {
    for (const of of [1, 2, 7, 8, 9, 20]) {
      for (const seq of new Set([1, Math.ceil(of / 2), of])) {
        const proof = await inclusion(seq, of)
        expect(proof).toMatchObject({ seq, size: of })
        expect(verifyInclusion(bytes(proof.leaf), seq - 1, of, proof.hashes.map(bytes), bytes(proof.root))).toBe(true)
      }
    }
  })

  test('every earlier tree is a prefix of every later one', async () => {
    for (const from of sizes) {
      for (const to of new Set([from, Math.min(from + 1, size), 16, size])) {
        if (to < from) continue
        const proof = await consistency(from, to)
        const [first, second] = [bytes(proof.from_root), bytes(proof.to_root)]
        expect(verifyConsistency(from, to, proof.hashes.map(bytes), first, second)).toBe(true)
        if (from < to) expect(verifyConsistency(from, to, proof.hashes.map(bytes), second, first)).toBe(false)
      }
    }
  })

  test('the empty tree is a prefix of all', async () => {
    const proof = await consistency(0)
    expect(proof).toMatchObject({ from: 0, to: size, from_root: toBase64(emptyRoot), hashes: [] })
  })

  test('the checkpoint carries a good signature by the published key, for the root that the proofs lead to', async () => {
    const response = await app.ask('/api/v1/audit/checkpoint', { key })
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    const note = parseNote(await response.text()) ?? expect.fail('not a signed note')
    const published = AuditKey.strict().parse(await get('key'))
    expect(published.origin).toMatch(/^countersign\/[0-9a-f-]{36}\/w$/)
    const verifier = parseVerifierKey(published.verifier_key) ?? expect.fail('not a verifier key')
    expect(verifier.name).toBe(published.origin)
    expect(await verifyNote(note, verifier, verifyEd25519)).toBe(true)
    expect(await verifyNote({ ...note, text: note.text.replace('21', '22') }, verifier, verifyEd25519)).toBe(false)
    const { root } = await consistency(1).then((proof) => ({ root: bytes(proof.to_root) }))
    expect(parseCheckpoint(note.text)).toEqual({ origin: published.origin, size, root })
    expect(published.pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
  })
})
