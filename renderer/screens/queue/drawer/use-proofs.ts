import { useQuery } from '@tanstack/react-query'
import { api, type Entry } from '../../../api.ts'
import { verifyByWebCrypto } from '../../audit/ed25519.ts'
import { rememberedKey, rememberKey } from '../../audit/known-keys.ts'
import { checkProof, type ProofVerdict, readCheckpoint } from '../../audit/proof-check.ts'

export type Proofs = {
  outcome: ProofVerdict['outcome']
  /** The size of the tree that the one checkpoint stands for. */
  size: number | undefined
  verdicts: ReadonlyMap<number, ProofVerdict>
  checkedAt: number
}

const atOnce = 4

/** All entries against one signed checkpoint: what holds, holds at one size. Nothing the server says is believed unchecked. */
async function prove(entries: readonly Entry[], signal: AbortSignal): Promise<Proofs> {
  const [checkpoint, key] = await Promise.all([api.checkpoint(signal), api.auditKey(signal)])
  const { size, origin } = readCheckpoint(checkpoint) ?? {}
  const remembered = origin === undefined ? undefined : rememberedKey(origin)
  const verdicts = new Map<number, ProofVerdict>()
  const waiting = [...entries]
  const work = async () => {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      const reaches = size === undefined || size >= entry.seq
      const proof = reaches ? await api.inclusion({ seq: entry.seq, size: size ?? entry.seq }, signal) : undefined
      const material = { entry, proof, checkpoint, verifierKey: key.verifier_key, rememberedKey: remembered }
      verdicts.set(entry.seq, await checkProof(material, verifyByWebCrypto))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const outcome = worst([...verdicts.values()])
  // Only a key that proved something is worth remembering.
  if (outcome === 'holds' && origin !== undefined) rememberKey(origin, key.verifier_key)
  return { outcome, size, verdicts, checkedAt: Date.now() }
}

function worst(verdicts: readonly ProofVerdict[]): ProofVerdict['outcome'] {
  if (verdicts.some(({ outcome }) => outcome === 'fails')) return 'fails'
  return verdicts.length > 0 && verdicts.every(({ outcome }) => outcome === 'holds') ? 'holds' : 'unchecked'
}

/** Checked again whenever there is another entry to check. */
export const useProofs = (entries: readonly Entry[]) =>
  useQuery({
    queryKey: ['audit', 'proofs', entries],
    queryFn: ({ signal }) => prove(entries, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
