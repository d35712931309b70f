import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import type { ActionDetail, Entry } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { Mark } from '../../../components/mark.tsx'
import { sentenceOf } from '../../../problem.ts'
import { useSeenDigest } from '../dialogs/use-seen-digest.ts'
import { EntryLine } from './ledger-entry.tsx'
import { shortDigest } from './seen-digest.ts'
import { type Proofs, useProofs } from './use-proofs.ts'

/** A discussion may be longer than anybody wants proven unasked; the rest is in the audit. */
const most = 100

/** The ledger's entries behind an action, each proven in this page: one line, and the steps for whoever asks. */
export function LedgerProof({ action }: { action: ActionDetail }) {
  const entries = action.history.slice(0, most)
  const proofs = useProofs(entries)
  const [spelt, setSpelt] = useState(false)
  const open = spelt || proofs.data?.outcome === 'fails'
  return (
    <section aria-label="Ledger" className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 text-muted">
        <span>
          Ledger: {count(action.history.length)} {action.history.length === 1 ? 'entry' : 'entries'} ·
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
          <DigestLine action={action} />
          <ol className="mt-2 flex flex-col">
            {entries.map((entry) => (
              <EntryLine key={entry.seq} entry={entry} proofs={proofs.data} />
            ))}
          </ol>
          <Missing action={action} />
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

/** The three that have to be one: what is shown here, what the server says would run, and what the ledger kept. */
function DigestLine({ action }: { action: ActionDetail }) {
  const { seen } = useSeenDigest(action)
  if (seen.kind === 'unknown') return null
  const kept = keptDigest(action.history)
  const agrees = seen.kind === 'same' && (kept === undefined || kept === seen.digest)
  return (
    <p className="mt-2 text-s">
      <Mark means={agrees ? 'ok' : 'bad'}>
        {agrees ? (
          <>
            Digest recomputed here: the server’s{kept !== undefined && ' and the ledger’s'},{' '}
            <code className="font-mono text-xs">{shortDigest(seen.digest)}</code>
          </>
        ) : (
          'The digest of what is shown here is not the one that was proposed'
        )}
      </Mark>
    </p>
  )
}

function keptDigest(history: readonly Entry[]): string | undefined {
  const data = history.find(({ action }) => action === 'action.proposal.created')?.data
  if (data === undefined || data === null || typeof data !== 'object' || Array.isArray(data)) return undefined
  const { proposal_digest } = data as { readonly [key: string]: unknown }
  return typeof proposal_digest === 'string' ? proposal_digest : undefined
}

function Missing({ action: { history, id } }: { action: ActionDetail }) {
  const [first] = history
  const pruned = first?.action !== 'action.proposal.created'
  if (!pruned && history.length <= most) return null
  return (
    <p className="mt-2 text-s text-muted">
      {pruned && 'Older entries were pruned after their retention period: their hashes are still part of every root. '}
      {history.length > most && (
        <>
          The first {most} are checked here;{' '}
          <a href={`#/audit?subject=action:${id}`} className="text-accent underline">
            all of them
          </a>{' '}
          are in the audit.
        </>
      )}
    </p>
  )
}
