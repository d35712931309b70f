import { CircleCheck, CircleDashed, CircleX, type LucideIcon, ShieldAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Entry } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts, Skeleton } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { isOffline, sentenceOf } from '../../problem.ts'
import type { ProofVerdict, Step, StepName } from './proof-check.ts'
import { useProof } from './use-proof.ts'

const names: Record<StepName, string> = {
  entry: 'Entry hash',
  path: 'Path',
  root: 'Root',
  signature: 'Signature',
  key: 'Key',
}

const outcomes: Record<Step['outcome'], [LucideIcon, string, string]> = {
  holds: [CircleCheck, 'text-ok', 'holds'],
  fails: [CircleX, 'text-bad', 'fails'],
  unchecked: [CircleDashed, 'text-warn', 'not checked'],
}

/** Whether the entry is in the signed ledger: recomputed in this page, step by step, and said as it came out. */
export function ProofSteps({ entry }: { entry: Entry }) {
  const proof = useProof(entry)
  if (proof.isFetching) return <Checking />
  const again = <Button onClick={() => void proof.refetch()}>Check again</Button>
  if (proof.error !== null) {
    return (
      <div role="alert">
        <Mark means="warn">{isOffline(proof.error) ? 'Not checked: the server does not answer' : 'Not checked'}</Mark>
        <p className="my-1.5 text-muted">
          {sentenceOf(proof.error)} Whether this entry is in the signed ledger is not known.
        </p>
        <ProblemFacts error={proof.error} />
        <div className="mt-2">{again}</div>
      </div>
    )
  }
  if (proof.data === undefined) return null
  return <Outcome key={proof.data.checkedAt} verdict={proof.data} at={proof.data.checkedAt} again={again} />
}

/** What holds is said in one line each; what does not is spelt out unasked. */
function Outcome({ verdict, at, again }: { verdict: ProofVerdict; at: number; again: ReactNode }) {
  const [spelt, setSpelt] = useState(verdict.outcome !== 'holds')
  return (
    <>
      <Verdict verdict={verdict} />
      <ol aria-label="Steps of the proof" className={`my-2 flex ${spelt ? 'flex-col' : 'flex-wrap gap-x-3 gap-y-1'}`}>
        {verdict.steps.map((step) => (
          <StepLine key={step.name} step={step} spelt={spelt} />
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2 text-s text-faint">
        <span className="flex-1">
          Checked in this page <Time at={at} show="relative" />
        </span>
        {verdict.outcome === 'holds' && (
          <Button kind="ghost" aria-expanded={spelt} onClick={() => setSpelt(!spelt)}>
            {spelt ? 'Fewer words' : 'What was checked'}
          </Button>
        )}
        {again}
      </div>
    </>
  )
}

function Verdict({ verdict: { outcome, size } }: { verdict: ProofVerdict }) {
  if (outcome === 'holds') return <Mark means="ok">Proof holds at size {count(size ?? 0)}</Mark>
  if (outcome === 'unchecked')
    return <Mark means="warn">Nothing is wrong so far, but not every step could be checked</Mark>
  return (
    <div role="alert" className="flex gap-2.5 rounded-m border-2 border-bad-solid bg-bad-bg px-3 py-2.5">
      <ShieldAlert size={20} aria-hidden className="mt-px shrink-0 text-bad" />
      <div>
        <strong className="text-bad">The proof fails. Do not rely on this entry.</strong>
        <p className="mt-0.5">
          What the server shows here is not what its signed checkpoint stands for. The ledger, the server or something
          between may have been tampered with. Keep this page, keep your own checkpoint, and tell whoever answers for
          the server.
        </p>
      </div>
    </div>
  )
}

function StepLine({ step: { name, outcome, says, value }, spelt }: { step: Step; spelt: boolean }) {
  const [Icon, colour, word] = outcomes[outcome]
  const mark = <Icon size={14} aria-hidden className={`mt-0.5 shrink-0 ${colour}`} />
  const head = (
    <span>
      <b className="font-semibold">{names[name]}</b> <span className={colour}>{word}</span>
    </span>
  )
  const edge = outcome === 'fails' ? 'border-bad-solid bg-bad-bg' : 'border-transparent'
  return (
    <li
      data-step={name}
      data-outcome={outcome}
      className={spelt ? `flex gap-2 border-l-2 py-1.5 pl-2 ${edge}` : 'flex items-start gap-1.5 text-s'}
    >
      {mark}
      {!spelt && head}
      {spelt && (
        <div className="min-w-0 flex-1">
          {head}
          <p className="text-s text-muted">{says}</p>
          {value !== undefined && (
            <div className="flex items-center">
              <code className="min-w-0 flex-1 truncate font-mono text-xs text-faint" title={value}>
                {value}
              </code>
              <CopyButton text={value} what={`the ${names[name].toLowerCase()}`} />
            </div>
          )}
        </div>
      )}
    </li>
  )
}

function Checking() {
  return (
    <div role="status" aria-label="Checking the proof">
      <Mark means="waiting">Checking the proof…</Mark>
      <div className="mt-3 flex flex-col gap-3">
        {Object.keys(names).map((name) => (
          <Skeleton key={name} className="h-3 w-4/5" />
        ))}
      </div>
    </div>
  )
}
