import type { GridApi } from 'ag-grid-community'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Entry } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { useReading } from '../../components/use-reading.ts'
import { useAddress } from '../../state/address.ts'
import { useAsleep } from '../../state/asleep.ts'
import { closeDrawer, openEntry, openEvidence, openVerify, readAddress, refilter } from './address.ts'
import { AuditToolbar } from './audit-toolbar.tsx'
import { EntryDrawer } from './entry-drawer.tsx'
import { EvidenceDrawer } from './evidence-drawer.tsx'
import { EvidenceDrop } from './evidence-drop.tsx'
import { checkEvidence } from './evidence-run.ts'
import { LedgerFoot } from './ledger-foot.tsx'
import { LedgerGrid } from './ledger-grid.tsx'
import { LedgerState } from './ledger-state.tsx'
import { waitingLabel } from './live-rows.ts'
import { useAuditKeys } from './use-audit-keys.ts'
import { useLedger } from './use-ledger.ts'
import { useUnread } from './use-unread.ts'
import { useVerifyAsleep } from './use-verify-asleep.ts'
import { VerifyDrawer } from './verify-drawer.tsx'
import { startVerify } from './verify-run.ts'

/** The ledger as it grows: every change of this workspace, newest first, each with its proof. */
export function AuditScreen() {
  const [{ action, subject, entry: open, verify = false, evidence = false }, change] = useAddress(readAddress)
  const filter = useMemo(
    () => ({ ...(action === undefined ? {} : { action }), ...(subject === undefined ? {} : { subject }) }),
    [action, subject],
  )
  const { state, dispatch, renewed, size, first } = useLedger(filter)
  const [scrolled, setScrolled] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  const verifyAsleep = useVerifyAsleep()
  const evidenceAsleep = useAsleep('Check a package')
  const packageInput = useRef<HTMLInputElement>(null)
  const filterInput = useRef<HTMLInputElement>(null)
  const table = useRef<HTMLDivElement>(null)
  const grid = useRef<GridApi<Entry> | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const shown = `${state.generation} ${action} ${subject}`
  const { unread, onUnread, readAgain } = useUnread(shown, grid)

  const reading = useReading(table, scrolled, open !== undefined || verify || evidence)
  useEffect(() => dispatch({ kind: 'reading', reading }), [dispatch, reading])

  const show = useCallback(
    (seq: number, how: 'keyboard' | 'pointer') => {
      setByKeyboard(how === 'keyboard')
      void change(openEntry(seq), { replace: open !== undefined })
    },
    [change, open],
  )
  const waiting = waitingLabel(state)
  const showNew = () => {
    if (waiting === undefined) return
    dispatch({ kind: 'show' })
    grid.current?.ensureIndexVisible(0, 'top')
  }
  const beside = () => {
    const { activeElement } = document
    // What has the focus inside a drawer goes with it.
    if (!verify && !evidence) opener.current = activeElement instanceof HTMLElement ? activeElement : null
    setByKeyboard(true)
  }
  const verifyNow = () => {
    beside()
    void change(openVerify)
    void startVerify()
  }
  const choosePackage = () => {
    beside()
    void change(openEvidence)
    packageInput.current?.click()
  }
  const check = (file: File) => {
    void change(openEvidence)
    void checkEvidence(file)
  }
  const close = () => {
    void change(closeDrawer)
    if (!keys.returnToTable() && opener.current?.isConnected) opener.current.focus()
    opener.current = null
  }
  const keys = useAuditKeys({
    grid,
    open,
    filterInput,
    verifyAsleep,
    onOpen: show,
    onShowNew: showNew,
    onVerify: verifyNow,
    evidenceAsleep,
    onChoosePackage: choosePackage,
  })
  const clear = () => void change(refilter({ action: undefined, subject: undefined }))

  return (
    <EvidenceDrop asleep={evidenceAsleep} onFile={check}>
      <input
        ref={packageInput}
        type="file"
        accept=".zip,application/zip"
        aria-label="Package of evidence"
        className="hidden"
        onChange={({ currentTarget: input }) => {
          const [file] = input.files ?? []
          if (file !== undefined) check(file)
          // The same file, chosen again, is to be checked again.
          input.value = ''
        }}
      />
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <h1 className="sr-only">Audit</h1>
        <AuditToolbar
          filter={filter}
          input={filterInput}
          waiting={waiting}
          verifyAsleep={verifyAsleep}
          onFilter={(patch) => void change(refilter(patch))}
          onShowNew={showNew}
          onVerify={verifyNow}
          evidenceAsleep={evidenceAsleep}
          onChoosePackage={choosePackage}
        />
        {unread && (
          <div role="alert" className="flex items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
            <span className="flex-1">
              Some rows could not be read. What is shown is right; what is missing is missing.
            </span>
            <Button onClick={readAgain}>Read them again</Button>
          </div>
        )}
        <div ref={table} className="min-h-0 flex-1">
          <LedgerState filter={filter} state={state} first={first} onClear={clear}>
            <LedgerGrid
              key={shown}
              filter={filter}
              state={state}
              renewed={renewed}
              open={open}
              grid={grid}
              onOpen={(seq) => show(seq, 'pointer')}
              onScroll={(top) => setScrolled(top > 0)}
              onUnread={onUnread}
            />
          </LedgerState>
        </div>
        <LedgerFoot state={state} size={size} filter={filter} />
      </div>
      {open !== undefined && (
        <EntryDrawer
          seq={open}
          focused={byKeyboard}
          onClose={close}
          onSubject={(about) => void change(refilter({ action: undefined, subject: about }))}
        />
      )}
      {verify && (
        <VerifyDrawer
          asleep={verifyAsleep}
          focused={byKeyboard}
          onClose={close}
          onEntry={(seq) => show(seq, 'keyboard')}
        />
      )}
      {evidence && (
        <EvidenceDrawer asleep={evidenceAsleep} focused={byKeyboard} onChoose={choosePackage} onClose={close} />
      )}
    </EvidenceDrop>
  )
}
