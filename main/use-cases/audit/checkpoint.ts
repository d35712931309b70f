import { noteVerifierKey, signCheckpoint } from '../../ledger/signer.ts'
import { rootOf } from '../../ledger/tree.ts'
import type { Services } from '../../services.ts'
import { readTree } from '../../store/ledger-rows.ts'
import { within } from '../../store/within.ts'

/** The ledger's size and root as of now, signed. Kept elsewhere, it is what a rewritten ledger cannot get past. */
export async function currentCheckpoint({ store, signer, origin }: Services, workspace: string): Promise<string> {
  const tree = await within(workspace, () => readTree(store.read, workspace))
  return signCheckpoint(signer, origin(workspace), tree.size, rootOf(tree))
}

export function checkpointKey({ signer, origin }: Services, workspace: string) {
  const name = origin(workspace)
  return { verifier_key: noteVerifierKey(name, signer.publicKey), pem: signer.publicPem, origin: name }
}
