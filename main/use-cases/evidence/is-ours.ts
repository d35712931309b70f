import { toBase64 } from '../../../shared/domain/base64.ts'
import type { PackageReport } from '../../evidence/verify-package.ts'
import { rootAt } from '../../ledger/proof.ts'
import { fingerprintOf } from '../../ledger/signer.ts'
import type { Services } from '../../services.ts'
import { hashReader, readTree } from '../../store/ledger-rows.ts'
import type { Caller } from '../caller.ts'

export type Ours = 'yes' | 'no' | 'unknown'

/**
 * Whether a package that holds is of the caller's ledger, and whether that still has the tree that the package speaks of.
 * Of another ledger's package, nothing is known here; what says that it is ours and is not, is a forgery or tells of a
 * ledger that was rewritten since.
 */
export async function isOurs(services: Services, { workspace }: Caller, report: PackageReport): Promise<Ours> {
  const { ok, origin, size, root, key_fingerprint: key } = report
  if (!ok || size === null || origin !== services.origin(workspace)) return 'unknown'
  if (key !== fingerprintOf(services.signer.publicKey)) return 'no'
  const { store } = services
  const tree = await readTree(store.read, workspace)
  if (size > tree.size) return 'no'
  return toBase64(await rootAt(hashReader(store.read, workspace), size)) === root ? 'yes' : 'no'
}
