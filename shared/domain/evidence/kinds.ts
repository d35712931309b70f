import { actionsKind } from './actions.ts'
import { deploysKind } from './deploys.ts'
import { drillsKind } from './drills.ts'
import type { EvidenceKindName } from './format.ts'
import type { EvidenceKind } from './kind.ts'
import { ledgerKind } from './ledger.ts'

/** A new kind of package is a new line here. */
export const evidenceKindOf: Readonly<Record<EvidenceKindName, EvidenceKind>> = {
  drills: drillsKind,
  actions: actionsKind,
  deploys: deploysKind,
  ledger: ledgerKind,
}
