import { useState } from 'react'
import type { Entry } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { ProofSteps } from '../../audit/proof-steps.tsx'
import type { Proofs } from './use-proofs.ts'

/** One entry of the ledger about an action: where it is in the audit, and whether it holds. */
export function EntryLine({ entry, proofs }: { entry: Entry; proofs: Proofs | undefined }) {
  const [steps, setSteps] = useState(false)
  const verdict = proofs?.verdicts.get(entry.seq)
  return (
    <li className="border-b border-line py-1.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-2 text-s">
        <a href={`#/audit?entry=${entry.seq}`} className="rounded-s font-mono text-accent underline">
          {entry.seq}
        </a>
        <span className="min-w-0 flex-1 truncate font-mono" title={entry.action}>
          {entry.action}
        </span>
        <Time at={entry.at} show="clock" />
        {verdict !== undefined && <EntryMark outcome={verdict.outcome} />}
        <Button
          kind="ghost"
          aria-expanded={steps}
          aria-label={`Steps of the proof of entry ${entry.seq}`}
          onClick={() => setSteps(!steps)}
        >
          Steps
        </Button>
      </div>
      {steps && (
        <div className="mt-1.5 rounded-m border border-line bg-bg px-3 py-2">
          <ProofSteps entry={entry} />
        </div>
      )}
    </li>
  )
}

function EntryMark({ outcome }: { outcome: Proofs['outcome'] }) {
  if (outcome === 'holds') return <Mark means="ok">holds</Mark>
  return outcome === 'fails' ? <Mark means="bad">fails</Mark> : <Mark means="warn">not checked</Mark>
}
