import { ArrowUp, ShieldCheck } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../components/button.tsx'
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
}

/** Where there is no room, the copying moves to the verification drawer, which always has it. */
export function AuditToolbar({ filter, input, waiting, verifyAsleep, onFilter, onShowNew, onVerify }: Props) {
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
        <Button kind="primary" asleep={verifyAsleep} onClick={onVerify}>
          <ShieldCheck size={14} aria-hidden />
          Verify now
        </Button>
      </div>
    </section>
  )
}
