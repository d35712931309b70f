import { type Checkpoint, parseCheckpoint, parseNote, parseVerifierKey, verifyNote } from '../../shared/domain/note.ts'
import { noteVerifierKey, verifyEd25519 } from './signer.ts'

/** A checkpoint that was kept elsewhere, or why it cannot be believed. */
export async function openCheckpoint(
  note: string,
  origin: string,
  publicKey: Uint8Array,
): Promise<{ checkpoint: Checkpoint } | { why: string }> {
  const parsed = parseNote(note.endsWith('\n') ? note : `${note}\n`)
  const checkpoint = parsed && parseCheckpoint(parsed.text)
  if (!parsed || !checkpoint) return { why: 'the checkpoint is not a signed note' }
  if (checkpoint.origin !== origin) return { why: `the checkpoint is of another ledger (${checkpoint.origin})` }
  const verifier = parseVerifierKey(noteVerifierKey(origin, publicKey))
  if (!verifier || !(await verifyNote(parsed, verifier, verifyEd25519)))
    return { why: 'the checkpoint does not carry a good signature by this ledger’s key' }
  return { checkpoint }
}
