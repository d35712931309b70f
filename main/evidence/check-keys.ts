import { createPublicKey } from 'node:crypto'
import { toBase64 } from '../../shared/domain/base64.ts'
import { evidenceFiles, type Manifest } from '../../shared/domain/evidence/format.ts'
import { parseCheckpoint, parseNote, parseVerifierKey, verifyNote } from '../../shared/domain/note.ts'
import { noteVerifierKey, verifyEd25519 } from '../ledger/signer.ts'
import { Flaw } from './flaw.ts'

const { verifierKey: vkey, publicKey: pem, checkpoint: checkpointFile } = evidenceFiles

/** The 32 bytes of the Ed25519 key that a text holds, as a verifier key (`name+hash+key`) or as PEM. */
export function publicKeyIn(text: string): Uint8Array | undefined {
  const verifier = parseVerifierKey(text)
  if (verifier) return verifier.publicKey
  try {
    const { kty, crv, x } = createPublicKey(text).export({ format: 'jwk' })
    return kty === 'OKP' && crv === 'Ed25519' && x !== undefined ? Buffer.from(x, 'base64url') : undefined
  } catch {
    return undefined
  }
}

/** The package's own key, which it names twice, for two kinds of tool. */
export function readOwnKey(texts: { vkey: string; pem: string }, origin: string): Uint8Array {
  const key = parseVerifierKey(texts.vkey)?.publicKey
  if (!key) throw new Flaw(vkey, null, 'it is not a verifier key')
  if (`${noteVerifierKey(origin, key)}\n` !== texts.vkey)
    throw new Flaw(vkey, null, 'it is the key of another ledger, or in another form')
  if (texts.pem !== pemOf(key)) throw new Flaw(pem, null, `it is not the key in ${vkey}`)
  return key
}

/** Whether the key has signed that the ledger had this root at this size. */
export async function checkCheckpoint(text: string, { origin, size, root }: Manifest, key: Uint8Array): Promise<void> {
  const note = parseNote(text)
  const checkpoint = note && parseCheckpoint(note.text)
  if (!note || !checkpoint) throw new Flaw(checkpointFile, null, 'it is not a signed checkpoint')
  const verifier = parseVerifierKey(noteVerifierKey(origin, key))
  if (note.signatures.length !== 1 || !verifier || !(await verifyNote(note, verifier, verifyEd25519)))
    throw new Flaw(checkpointFile, null, 'it does not carry a good signature by the ledger’s key')
  if (checkpoint.origin !== origin)
    throw new Flaw(checkpointFile, null, `it is of another ledger (${checkpoint.origin})`)
  if (checkpoint.size !== size)
    throw new Flaw(checkpointFile, null, `it is of a tree of ${checkpoint.size}, not ${size}`)
  if (toBase64(checkpoint.root) !== root) throw new Flaw(checkpointFile, null, 'its root is not that of the manifest')
}

const pemOf = (key: Uint8Array): string =>
  createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') } })
    .export({ type: 'spki', format: 'pem' })
    .toString()
