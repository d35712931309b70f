import { useQuery } from '@tanstack/react-query'
import { api, type Entry } from '../../api.ts'
import { verifyByWebCrypto } from './ed25519.ts'
import { rememberedKey, rememberKey } from './known-keys.ts'
import { checkProof, type ProofMaterial, type ProofVerdict, readCheckpoint } from './proof-check.ts'

async function gather(entry: Entry, signal: AbortSignal): Promise<ProofMaterial> {
  const [checkpoint, key] = await Promise.all([api.checkpoint(signal), api.auditKey(signal)])
  const { size, origin } = readCheckpoint(checkpoint) ?? {}
  const reaches = size === undefined || size >= entry.seq
  const proof = reaches ? await api.inclusion({ seq: entry.seq, size: size ?? entry.seq }, signal) : undefined
  // By the checkpoint's origin, which is signed, and not by what the server calls itself beside it.
  const remembered = origin === undefined ? undefined : rememberedKey(origin)
  return { entry, checkpoint, verifierKey: key.verifier_key, rememberedKey: remembered, proof }
}

async function prove(entry: Entry, signal: AbortSignal): Promise<ProofVerdict & { checkedAt: number }> {
  const material = await gather(entry, signal)
  const verdict = await checkProof(material, verifyByWebCrypto)
  // Only a key that proved something is worth remembering.
  const origin = readCheckpoint(material.checkpoint)?.origin
  if (verdict.outcome === 'holds' && origin !== undefined) rememberKey(origin, material.verifierKey)
  return { ...verdict, checkedAt: Date.now() }
}

/** Gathers the proof of an entry and checks it here, in the page. A verdict is of its moment, and is not refreshed unasked. */
export const useProof = (entry: Entry) =>
  useQuery({
    queryKey: ['audit', 'proof', entry],
    queryFn: ({ signal }) => prove(entry, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
