import { ShieldAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Entry } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { Mark } from '../../../components/mark.tsx'
import { sentenceOf } from '../../../problem.ts'
import { EntryLine } from './ledger-entry.tsx'
import { type Proofs, useProofs } from './use-proofs.ts'

type Props = {
  entries: readonly Entry[]
  /** Of how many these are the first. */
  total: number
  before?: ReactNode
  after?: ReactNode
}

/** Entries of the ledger, each proven in this page: one line, and the steps for whoever asks. */
export function EntriesProof({ entries, total, before, after }: Props) {
  const proofs = useProofs(entries)
  const [spelt, setSpelt] = useState(false)
  const open = spelt || proofs.data?.outcome === 'fails'
  return (
    <section aria-label="Ledger" className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 text-muted">
        <span>
          Ledger: {count(total)} {total === 1 ? 'entry' : 'entries'} ·
        </span>
        <span role="status">
          <Verdict proofs={proofs.data} error={proofs.error} waiting={proofs.isFetching} />
        </span>
        <span className="flex-1" />
        <Button kind="ghost" aria-expanded={open} onClick={() => setSpelt(!spelt)}>
          {open ? 'Fewer words' : 'The proof'}
        </Button>
      </div>
      {proofs.data?.outcome === 'fails' && <Failed />}
      {open && (
        <>
          {before}
          <ol className="mt-2 flex flex-col">
            {entries.map((entry) => (
              <EntryLine key={entry.seq} entry={entry} proofs={proofs.data} />
            ))}
          </ol>
          {after}
          <Button className="mt-2" onClick={() => void proofs.refetch()}>
            Check again
          </Button>
        </>
      )}
    </section>
  )
}

type VerdictProps = { proofs: Proofs | undefined; error: unknown; waiting: boolean }

function Verdict({ proofs, error, waiting }: VerdictProps) {
  if (waiting) return <Mark means="waiting">checking the proof…</Mark>
  if (error !== null) return <Mark means="warn">not checked: {sentenceOf(error)}</Mark>
  switch (proofs?.outcome) {
    case 'holds':
      return <Mark means="ok">proof holds at size {count(proofs.size ?? 0)}</Mark>
    case 'fails':
      return <Mark means="bad">the proof fails</Mark>
    default:
      return <Mark means="warn">not every step could be checked</Mark>
  }
}

function Failed() {
  return (
    <div role="alert" className="mt-2 flex gap-2.5 rounded-m border-2 border-bad-solid bg-bad-bg px-3 py-2.5">
      <ShieldAlert size={20} aria-hidden className="mt-px shrink-0 text-bad" />
      <p>
        <strong className="text-bad">Do not rely on what is shown here.</strong> It is not what the ledger’s signed
        checkpoint stands for. Approve nothing, keep this page, and tell whoever answers for the server.
      </p>
    </div>
  )
}
