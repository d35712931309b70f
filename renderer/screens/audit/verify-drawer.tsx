import { Progress } from '@base-ui/react/progress'
import { useState } from 'react'
import type { VerifyProgress } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { Drawer, DrawerSection } from '../../components/drawer.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { CopyCheckpoint, CopyVerifierKey } from './copy-trust.tsx'
import { Report } from './verify-report.tsx'
import { cancelVerify, startVerify, useVerifyRun, type VerifyRun } from './verify-run.ts'

type Props = { asleep: string | null; focused: boolean; onClose: () => void; onEntry: (seq: number) => void }

export function VerifyDrawer({ asleep, focused, onClose, onEntry }: Props) {
  const run = useVerifyRun()
  return (
    <Drawer
      over="The server re-derives every hash, root, signature and state from the rows"
      title="Verify the ledger"
      focused={focused}
      onClose={onClose}
    >
      <DrawerSection title="Outcome">
        <Outcome run={run} asleep={asleep} onEntry={onEntry} />
      </DrawerSection>
      <Against asleep={asleep} running={run.kind === 'running'} />
      <DrawerSection title="To keep elsewhere">
        <p className="mb-2 text-s text-muted">
          A checkpoint is a signed size and root of the ledger. Keep one, and the key it verifies under, where whoever
          can change the database cannot reach them.
        </p>
        <div className="flex flex-wrap gap-2">
          <CopyCheckpoint />
          <CopyVerifierKey />
        </div>
      </DrawerSection>
    </Drawer>
  )
}

function Outcome({ run, asleep, onEntry }: { run: VerifyRun; asleep: string | null; onEntry: (seq: number) => void }) {
  const start = (words: string) => (
    <Button kind="primary" asleep={asleep} onClick={() => void startVerify()}>
      {words}
    </Button>
  )
  switch (run.kind) {
    case 'never':
      return (
        <>
          <Mark means="neutral">Not verified since this page was opened</Mark>
          <div className="mt-3">{start('Verify now')}</div>
        </>
      )
    case 'running':
      return (
        <>
          <Checked progress={run.progress} />
          <Button className="mt-3" onClick={cancelVerify}>
            Cancel
          </Button>
        </>
      )
    case 'cancelled':
      return (
        <>
          <Mark means="neutral">Cancelled{run.progress && ` after ${count(run.progress.checked)} entries`}</Mark>
          <p className="my-2 text-muted">Nothing was found out about the rest, and nothing was changed.</p>
          {start('Verify again')}
        </>
      )
    case 'failed':
      return (
        <div role="alert">
          <Mark means="warn">Not verified: there is no report</Mark>
          <p className="my-2 text-muted">{sentenceOf(run.error)} Whether the ledger holds is not known from this.</p>
          <ProblemFacts error={run.error} />
          <div className="mt-3">{start('Try again')}</div>
        </div>
      )
    case 'reported':
      return (
        <>
          <Report report={run.report} onEntry={onEntry} />
          <p className="mt-1 mb-3 text-s text-faint">
            Against {run.against}, <Time at={run.at} show="both" />
          </p>
          {start('Verify again')}
        </>
      )
    default:
      return run satisfies never
  }
}

function Checked({ progress }: { progress: VerifyProgress | undefined }) {
  const share = progress === undefined ? null : Math.floor((progress.checked / Math.max(1, progress.size)) * 100)
  const says = progress === undefined ? 'Starting' : `${count(progress.checked)} of ${count(progress.size)} entries`
  return (
    <Progress.Root value={share} getAriaValueText={() => says}>
      <div className="flex justify-between gap-2">
        <Progress.Label>Verifying…</Progress.Label>
        <span className="text-muted">{says}</span>
      </div>
      <Progress.Track className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line">
        <Progress.Indicator className="h-full bg-accent data-indeterminate:w-1/4" />
      </Progress.Track>
    </Progress.Root>
  )
}

function Against({ asleep, running }: { asleep: string | null; running: boolean }) {
  const [kept, setKept] = useState('')
  const nothing = kept.trim() === '' ? 'Paste a checkpoint first' : null
  const busy = running ? 'A verification is running' : null
  return (
    <DrawerSection title="Against a checkpoint kept elsewhere">
      <p className="mb-2 text-s text-muted">
        Only a checkpoint from outside the database shows that entries were cut off its end, that an older copy was put
        back, or that all of it was written anew.
      </p>
      <textarea
        aria-label="Signed checkpoint"
        spellCheck={false}
        rows={6}
        value={kept}
        maxLength={10_000}
        placeholder={'countersign/…\n4182\n…=\n\n— countersign/… …='}
        className="w-full resize-y rounded-m border border-line-strong bg-bg px-2.5 py-2 font-mono text-s placeholder:text-faint"
        onChange={(event) => setKept(event.target.value)}
      />
      <Button className="mt-2" asleep={asleep ?? busy ?? nothing} onClick={() => void startVerify(asNote(kept))}>
        Verify against it
      </Button>
    </DrawerSection>
  )
}

/** A signed note ends in one newline; what was copied from a mail or a terminal may have lost or gained some. */
const asNote = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`
