import type { Services } from '../../main/services.ts'
import { callerWith } from '../../main/use-cases/caller.ts'
import { exportEvidence } from '../../main/use-cases/evidence/export-evidence.ts'
import type { EvidenceKindName } from '../../shared/domain/evidence/format.ts'
import { workspace } from './ledger-fixture.ts'

const auditor = callerWith({
  mode: 'api_key',
  actor: {
    id: '0199f0aa-0000-7000-8000-0000000000aa',
    ...{ issuer: 'bench', subject: 'auditor', email: null, name: 'Bench auditor', via: 'api_key', verified: true },
  },
  workspace,
  roles: ['auditor'],
  groups: [],
  client: 'bench',
})

/** As the API does it, to its last byte; how many there are. */
export async function exportAll(
  services: Services,
  kind: EvidenceKindName,
  onPiece: (piece: Buffer) => void = () => {},
): Promise<number> {
  const done = await exportEvidence(services, auditor, { kind, filter: {} }, new AbortController().signal)
  if (!done.ok) throw new Error(done.refusal.detail)
  let bytes = 0
  for await (const piece of done.value.bytes as AsyncIterable<Buffer>) {
    bytes += piece.length
    onPiece(piece)
  }
  return bytes
}
