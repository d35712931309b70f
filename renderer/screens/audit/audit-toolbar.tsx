import { ArrowUp, FileCheck, ShieldCheck } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../components/button.tsx'
import { ExportEvidence } from '../../components/export-evidence.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { ActionFilter } from './action-filter.tsx'
import type { LedgerFilter } from './address.ts'
import { CopyCheckpoint, CopyVerifierKey } from './copy-trust.tsx'
import { SubjectFilter } from './subject-filter.tsx'

type Props = {
  filter: LedgerFilter
  input: RefObject<HTMLInputElement | null>
  /** "3 new", or nothing waits. */
  waiting: string | undefined
  verifyAsleep: string | null
  onFilter: (filter: { action?: string; subject?: string }) => void
  onShowNew: () => void
  onVerify: () => void
  evidenceAsleep: string | null
  onChoosePackage: () => void
}

/** Where there is no room, the copying moves to the verification drawer, which always has it. */
export function AuditToolbar({
  filter,
  input,
  waiting,
  verifyAsleep,
  onFilter,
  onShowNew,
  onVerify,
  ...evidence
}: Props) {
  return (
    <section aria-label="Filter and verify" className="@container border-b border-line">
      <div className="flex h-12 items-center gap-2 px-3">
        <ActionFilter action={filter.action} input={input} onChange={(action) => onFilter({ action })} />
        <SubjectFilter subject={filter.subject} onChange={(subject) => onFilter({ subject })} />
        <div aria-live="polite" className="ml-auto shrink-0">
          {waiting !== undefined && (
            <Button kind="ghost" className="text-accent!" onClick={onShowNew}>
              <ArrowUp size={13} aria-hidden />
              {waiting} <Kbd keys="n" />
            </Button>
          )}
        </div>
        <CopyCheckpoint className="@max-[780px]:hidden" />
        <CopyVerifierKey className="@max-[960px]:hidden" />
        <ExportEvidence
          kind="ledger"
          group="Audit"
          filter={filter}
          what={whatOf(filter)}
          className="@max-[1240px]:sr-only"
        />
        <Button asleep={evidence.evidenceAsleep} onClick={evidence.onChoosePackage} aria-label="Check a package">
          <FileCheck size={14} aria-hidden />
          <span className="@max-[700px]:hidden">Check a package</span>
        </Button>
        <Button kind="primary" asleep={verifyAsleep} onClick={onVerify}>
          <ShieldCheck size={14} aria-hidden />
          Verify now
        </Button>
      </div>
    </section>
  )
}

function whatOf({ action, subject }: LedgerFilter): string {
  const named = action === undefined ? '' : ` named ${action}`
  const about = subject === undefined ? '' : ` about ${subject}`
  return named || about ? `entries of the ledger${named}${about}` : 'the whole ledger'
}
