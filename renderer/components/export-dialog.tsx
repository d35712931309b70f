import { Progress } from '@base-ui/react/progress'
import { type ReactNode, useRef } from 'react'
import type { ExportWanted } from '../api.ts'
import { ApiProblem, sentenceOf } from '../problem.ts'
import { type ExportRun, useExportRun } from '../state/export-run.ts'
import { Button } from './button.tsx'
import { byteSize } from './byte-size.ts'
import { count } from './clock.ts'
import { Dialog, DialogActions } from './dialog.tsx'
import { Kbd } from './kbd.tsx'

type Props = {
  wanted: ExportWanted
  what: string
  /** What it leaves out, where something is. */
  besides?: ReactNode
  onClose: () => void
}

export default function ExportDialog({ wanted, what, besides, onClose }: Props) {
  const { run, start, cancel } = useExportRun()
  const first = useRef<HTMLButtonElement>(null)
  const pruned = run.kind === 'failed' ? prunedIn(run.error) : undefined
  const afterPruned = { ...wanted, filter: { ...wanted.filter, after: String(pruned) } }
  return (
    <Dialog open onOpenChange={onClose} title="Export evidence" initialFocus={first}>
      <div className="flex flex-col gap-3 px-5 pt-2 pb-4">
        <p>
          A zip about what is shown now: <strong className="font-semibold">{what}</strong>.
        </p>
        {besides}
        <ul className="list-disc pl-5 text-muted">
          <li>what happened as JSON and as tables, and a page to read in a browser</li>
          <li>the ledger entries behind it, and the proof that each is in the ledger</li>
          <li>what this ledger’s key has signed, and how to verify it without this console</li>
        </ul>
        <p className="rounded-m border border-warn bg-warn-bg px-3 py-2">
          People’s names and e-mail addresses are in it, for whoever gets the file. That you exported it becomes an
          entry of the ledger.
        </p>
        <Outcome run={run} />
      </div>
      <DialogActions>
        {run.kind === 'running' ? (
          <Button key="stop" onClick={cancel}>
            Stop the export
          </Button>
        ) : (
          <Button key={run.kind} autoFocus={run.kind === 'saved'} onClick={onClose}>
            {run.kind === 'saved' ? 'Close' : 'Cancel'} <Kbd keys="Escape" />
          </Button>
        )}
        {pruned !== undefined ? (
          <Button kind="primary" onClick={() => void start(afterPruned)}>
            Export what came after entry {count(pruned)}
          </Button>
        ) : (
          run.kind !== 'saved' && (
            <Button
              ref={first}
              kind="primary"
              asleep={run.kind === 'running' ? 'The export is running' : null}
              onClick={() => void start(wanted)}
            >
              {run.kind === 'failed' ? 'Try again' : 'Export'}
            </Button>
          )
        )}
      </DialogActions>
    </Dialog>
  )
}

function Outcome({ run }: { run: ExportRun }) {
  switch (run.kind) {
    case 'asked':
      return null
    case 'running':
      return (
        <Progress.Root value={null} getAriaValueText={() => `${byteSize(run.bytes)} received`}>
          <Progress.Label>
            {run.bytes === 0 ? 'Looking for what belongs into it…' : `${byteSize(run.bytes)} received…`}
          </Progress.Label>
          <Progress.Track className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line">
            <Progress.Indicator className="h-full bg-accent data-indeterminate:w-1/4" />
          </Progress.Track>
        </Progress.Root>
      )
    case 'saved':
      return (
        <p role="status">
          <strong className="font-semibold break-all">{run.name}</strong> ({byteSize(run.bytes)}) was handed over to be
          saved. The Audit screen checks it, or <code className="font-mono text-s">VERIFY.md</code> in it says how.
        </p>
      )
    case 'failed':
      return (
        <p role="alert" className="text-bad">
          {sentenceOf(run.error)}
        </p>
      )
    default:
      return run satisfies never
  }
}

/** The last entry that is gone, where that is what is in the way. */
function prunedIn(error: unknown): number | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'entries_pruned') return undefined
  return typeof error.fields.pruned === 'number' ? error.fields.pruned : undefined
}
