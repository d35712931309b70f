import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { dsse } from '@sigstore/core'
import { payloadType } from '../../shared/domain/evidence/format.ts'
import type { Hash } from '../../shared/domain/merkle.ts'
import { checkpointText, formatNote, keyIdOf, type VerifyEd25519, verifierKey } from '../../shared/domain/note.ts'

/** Signs as this instance. The private key never leaves this closure but by `exportPem`, for backups. */
export type Signer = {
  publicKey: Uint8Array
  publicPem: string
  note(name: string, text: string): string
  /**
   * Over an in-toto statement in DSSE's encoding and nothing else. It begins with `DSSEv1`, which the text of a note never
   * does: so neither can pass for the other.
   */
  statement(payload: Uint8Array): { keyid: string; signature: Uint8Array }
  /** 32 bytes for one purpose alone, which only this instance can make, wherever it was restored to. */
  deriveKey(purpose: string): Uint8Array
  exportPem(): string
}

export function generateSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

export function openSigner(pem: string): Signer {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is not an Ed25519 key')
  const publicKey = rawPublicKey(createPublicKey(key))
  return {
    publicKey,
    publicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    note(name, text) {
      const bytes = new Uint8Array(sign(null, Buffer.from(text), key))
      return formatNote(text, { name, keyId: keyIdOf(name, publicKey), bytes })
    },
    statement(payload) {
      const encoded = dsse.preAuthEncoding(payloadType, Buffer.from(payload))
      return { keyid: fingerprintOf(publicKey), signature: new Uint8Array(sign(null, encoded, key)) }
    },
    deriveKey: (purpose) => new Uint8Array(hkdfSync('sha256', privateBytes(key), new Uint8Array(), purpose, 32)),
    exportPem: () => pem,
  }
}

/** A C2SP tlog-checkpoint. The key is named like the origin, as the specification recommends. */
export const signCheckpoint = (signer: Signer, origin: string, size: number, root: Hash): string =>
  signer.note(origin, checkpointText({ origin, size, root }))

export const noteVerifierKey = (origin: string, publicKey: Uint8Array): string => verifierKey(origin, publicKey)

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verify(null, message, publicKeyOf(publicKey), signature)

/** SHA-256 of the 32 bytes of the key: `openssl pkey -pubin -outform DER | tail -c 32 | sha256sum`. */
export const fingerprintOf = (publicKey: Uint8Array): string => hash('sha256', publicKey, 'hex')

const publicKeyOf = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
  })

function privateBytes(key: KeyObject): Buffer {
  const { d } = key.export({ format: 'jwk' })
  if (d === undefined) throw new Error('the signing key has no private half')
  return Buffer.from(d, 'base64url')
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: 'jwk' })
  if (x === undefined) throw new Error('the signing key has no public half')
  return new Uint8Array(Buffer.from(x, 'base64url'))
}
