import { hash } from 'node:crypto'
import { fromBase64, toBase64 } from '../../shared/domain/base64.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import type { Hash } from '../../shared/domain/merkle.ts'
import { parseNote, parseVerifierKey, verifyNote } from '../../shared/domain/note.ts'
import { noteVerifierKey, type Signer, verifyEd25519 } from './signer.ts'

/**
 * What a prune entry says: the first `to` entries may lose their bodies; their tree had this root, and what they had led
 * to hashes to `state`.
 */
export type PruneClaim = { from: number; to: number; root: Hash; state: string }

/** A name of its own, so that a prune statement can never pass for a checkpoint. */
const pruneOrigin = (origin: string): string => `${origin}/prune`

export const stateHash = (state: Json): string => hash('sha256', canonicalText(state))

export function signPrune(signer: Signer, origin: string, { from, to, root, state }: PruneClaim): string {
  const name = pruneOrigin(origin)
  return signer.note(name, `${name}\n${from} ${to}\n${toBase64(root)}\n${state}\n`)
}

export async function readPrune(note: string, origin: string, publicKey: Uint8Array): Promise<PruneClaim | undefined> {
  const name = pruneOrigin(origin)
  const parsed = parseNote(note)
  const verifier = parseVerifierKey(noteVerifierKey(name, publicKey))
  if (!parsed || !verifier || !(await verifyNote(parsed, verifier, verifyEd25519))) return undefined
  const [stated, range = '', encoded = '', state = ''] = parsed.text.split('\n')
  const match = /^(\d{1,15}) (\d{1,15})$/.exec(range)
  const root = fromBase64(encoded)
  if (stated !== name || !match || !root || !/^[0-9a-f]{64}$/.test(state)) return undefined
  return { from: Number(match[1]), to: Number(match[2]), root, state }
}
