import { AuditKey, ConsistencyProof } from '../../shared/contract/audit.ts'
import { parseVerifierKey } from '../../shared/domain/note.ts'
import type { PackageReport } from '../evidence/verify-package.ts'
import { fingerprintOf } from '../ledger/signer.ts'
import type { Ours } from '../use-cases/evidence/is-ours.ts'

/** Asks the server for what every reader of its ledger may know. */
type Ask = (path: string) => Promise<Response>

/** `isOurs`, of a ledger that a team's server has: whether the package holds was found out here, without asking it. */
export async function oursByServer(
  ask: Ask,
  { ok, origin, size, root, key_fingerprint: key }: PackageReport,
): Promise<Ours> {
  if (!ok || size === null) return 'unknown'
  try {
    const own = AuditKey.parse(await (await ask('/api/v1/audit/key')).json())
    if (own.origin !== origin) return 'unknown'
    const verifier = parseVerifierKey(own.verifier_key)
    if (!verifier || fingerprintOf(verifier.publicKey) !== key) return 'no'
    const answer = await ask(`/api/v1/audit/proofs/consistency?from=${size}`)
    // Only a ledger that is shorter than the package's tree has no such range.
    if (answer.status === 422) return 'no'
    return ConsistencyProof.parse(await answer.json()).from_root === root ? 'yes' : 'no'
  } catch {
    return 'unknown'
  }
}
