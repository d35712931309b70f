import { fromBase64 } from '../../../shared/domain/base64.ts'
import { canonicalBytes, type Entry } from '../../../shared/domain/entry.ts'
import { equalHashes, type Hash, leafHash, verifyInclusion } from '../../../shared/domain/merkle.ts'
import {
  type Checkpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  toHex,
  type Verifier,
  type VerifyEd25519,
  verifyNote,
} from '../../../shared/domain/note.ts'
import { SignatureUncheckable } from './ed25519.ts'

export type Proof = { leaf: string; root: string; size: number; seq: number; hashes: readonly string[] }

/** What the server says. Nothing of it is believed before it was recomputed. */
export type ProofMaterial = {
  entry: Entry
  /** None is asked for when the checkpoint does not reach as far as the entry. */
  proof: Proof | undefined
  checkpoint: string
  verifierKey: string
  /** The key that this console saw first under the same origin, if it has seen one. */
  rememberedKey: string | undefined
}

export const stepNames = ['entry', 'path', 'root', 'signature', 'key'] as const
export type StepName = (typeof stepNames)[number]
export type Step = { name: StepName; outcome: 'holds' | 'fails' | 'unchecked'; says: string; value?: string }
export type ProofVerdict = { outcome: Step['outcome']; steps: Step[]; size: number | undefined }

export function readCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text)
  return note && parseCheckpoint(note.text)
}

/** Re-derives, in the page, that `entry` is in the ledger that the checkpoint's signature stands for. */
export async function checkProof(material: ProofMaterial, verify: VerifyEd25519): Promise<ProofVerdict> {
  const leaf = leafOf(material.entry)
  const checkpoint = readCheckpoint(material.checkpoint)
  const verifier = parseVerifierKey(material.verifierKey)
  const steps = [
    entryStep(material, leaf),
    pathStep(material, leaf, checkpoint),
    rootStep(material, checkpoint),
    await signatureStep(material, verifier, verify),
    keyStep(material, verifier, checkpoint),
  ]
  return { outcome: worst(steps), steps, size: checkpoint?.size }
}

/** Undefined for what has no canonical form, such as text with half a character in it. */
function leafOf(entry: Entry): Hash | undefined {
  try {
    return leafHash(canonicalBytes(entry))
  } catch {
    return undefined
  }
}

function entryStep({ entry, proof }: ProofMaterial, leaf: Hash | undefined): Step {
  if (leaf === undefined)
    return fails('entry', 'This entry has no canonical form, so it cannot be what the ledger keeps.')
  const value = `sha256:${toHex(leaf)}`
  if (proof === undefined) return unchecked('entry', 'There is no proof to compare its hash with.', value)
  if (proof.seq !== entry.seq) {
    return fails('entry', `The server answered with a proof for entry ${proof.seq}, not for ${entry.seq}.`, value)
  }
  return matches(proof.leaf, leaf)
    ? holds('entry', "The hash of this entry's canonical bytes is the one that the ledger keeps.", value)
    : fails('entry', 'The entry shown here is not the one that the ledger keeps: their hashes differ.', value)
}

function pathStep({ entry, proof }: ProofMaterial, leaf: Hash | undefined, checkpoint: Checkpoint | undefined): Step {
  if (checkpoint === undefined) return unchecked('path', 'There is no readable checkpoint to lead to.')
  if (proof === undefined) {
    return fails('path', `The checkpoint stands for ${checkpoint.size} entries; entry ${entry.seq} is not among them.`)
  }
  const count = proof.hashes.length
  const path = count === 1 ? '1 hash' : `${count} hashes`
  if (proof.size !== checkpoint.size) {
    return fails('path', `The path is for ${proof.size} entries, the checkpoint for ${checkpoint.size}.`)
  }
  const hashes = proof.hashes.map(fromBase64).filter((hash) => hash?.length === 32) as Hash[]
  const claimed = fromBase64(proof.root)
  const leads =
    leaf !== undefined &&
    claimed !== undefined &&
    hashes.length === count &&
    verifyInclusion(leaf, entry.seq - 1, checkpoint.size, hashes, claimed)
  return leads
    ? holds('path', `A path of ${path} leads from this entry, at place ${entry.seq} of ${checkpoint.size}, to a root.`)
    : fails('path', `The path of ${path} does not lead from this entry to the root that the server names.`)
}

function rootStep({ proof }: ProofMaterial, checkpoint: Checkpoint | undefined): Step {
  if (checkpoint === undefined) return fails('root', 'The checkpoint cannot be read, so it vouches for no root.')
  const value = `sha256:${toHex(checkpoint.root)}`
  if (proof === undefined) return unchecked('root', 'No path leads to it.', value)
  return matches(proof.root, checkpoint.root)
    ? holds('root', 'That root is the one in the checkpoint.', value)
    : fails('root', 'The root that the path leads to is not the one in the checkpoint.', value)
}

async function signatureStep(
  { checkpoint }: ProofMaterial,
  verifier: Verifier | undefined,
  verify: VerifyEd25519,
): Promise<Step> {
  const note = parseNote(checkpoint)
  if (note === undefined) return fails('signature', 'The checkpoint is not a signed note.')
  if (verifier === undefined) return unchecked('signature', 'There is no usable key to check the signature with.')
  try {
    return (await verifyNote(note, verifier, verify))
      ? holds('signature', "The checkpoint's Ed25519 signature is good under the ledger's key.")
      : fails('signature', "The checkpoint carries no good signature by the ledger's key.")
  } catch (error) {
    if (error instanceof SignatureUncheckable) return unchecked('signature', error.message)
    throw error
  }
}

function keyStep(
  { verifierKey, rememberedKey }: ProofMaterial,
  verifier: Verifier | undefined,
  checkpoint: Checkpoint | undefined,
): Step {
  const value = verifierKey.trim()
  if (verifier === undefined)
    return fails('key', 'The verifier key cannot be read, or its own checksum is wrong.', value)
  if (checkpoint !== undefined && checkpoint.origin !== verifier.name) {
    return fails('key', `The key is ${verifier.name}'s, the checkpoint ${checkpoint.origin}'s.`, value)
  }
  if (rememberedKey === undefined)
    return holds('key', 'First seen now: this console has no earlier key of this ledger to compare it with.', value)
  return rememberedKey === value
    ? holds('key', 'The same key as this console has always seen for this ledger.', value)
    : fails('key', `Not the key that this console saw before, which was ${rememberedKey}.`, value)
}

function worst(steps: readonly Step[]): Step['outcome'] {
  if (steps.some((step) => step.outcome === 'fails')) return 'fails'
  return steps.every((step) => step.outcome === 'holds') ? 'holds' : 'unchecked'
}

function matches(claimed: string, derived: Hash): boolean {
  const bytes = fromBase64(claimed)
  return bytes !== undefined && equalHashes(bytes, derived)
}

const step =
  (outcome: Step['outcome']) =>
  (name: StepName, says: string, value?: string): Step =>
    value === undefined ? { name, outcome, says } : { name, outcome, says, value }
const holds = step('holds')
const fails = step('fails')
const unchecked = step('unchecked')
