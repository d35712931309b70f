import { FlaskConical } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import type { Notice, ReplyProblem } from '../run/reply.ts'
import { adviceFor } from './advice.ts'
import { KeyMissing } from './key-missing.tsx'

/** Above every reply that no model made. */
export function ScriptedLabel() {
  return (
    <p className="mb-1.5 flex w-fit items-center gap-1.5 rounded-s border border-dashed border-line-strong px-2 py-0.5 text-s text-muted">
      <FlaskConical size={13} aria-hidden />
      Scripted sample reply. No model was asked.
    </p>
  )
}

/** Questions that are sure to bring a tile. */
const examples = [
  'Show the last trace',
  'How much did we spend?',
  'How are my agents?',
  'Latest violation?',
  'Any alerts?',
  'SOC 2 compliance',
] as const

export function Examples({ onAsk, asleep }: { onAsk: (question: string) => void; asleep: string | null }) {
  return (
    <ul aria-label="Example questions" className="flex flex-wrap gap-1.5">
      {examples.map((question) => (
        <li key={question}>
          <Button asleep={asleep} className="font-normal!" onClick={() => onAsk(question)}>
            {question}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** No word of the question matched a tile: what would. */
export function NoTile({ onAsk, asleep }: { onAsk: (question: string) => void; asleep: string | null }) {
  return (
    <div className="mt-3 rounded-m border border-line bg-surface px-3 py-2.5">
      <p className="mb-2 text-muted">
        No row of the fleet stands behind this reply: no word of the question named one. Ask something more specific:
      </p>
      <Examples onAsk={onAsk} asleep={asleep} />
    </div>
  )
}

/** What else has to be known of a reply: that nothing was proposed, that it could not be kept. */
export function Warnings({ notices }: { notices: readonly Notice[] }) {
  return notices
    .filter(({ code }) => code === 'not_stored' || code === 'not_proposed')
    .map(({ code, text }) => (
      <p key={code} className="mt-2">
        <Mark means="warn">{text}</Mark>
      </p>
    ))
}

/** The reply went wrong on its way: what was said until then stays above this. */
export function ReplyError({ problem }: { problem: ReplyProblem }) {
  if (problem.code === 'provider_key_missing') return <KeyMissing />
  return (
    <div role="alert" className="mt-2 rounded-m border border-bad/40 bg-bad-bg px-3 py-2">
      <Mark means="bad">{problem.title}</Mark>
      <p className="mt-0.5 break-words">
        {problem.detail} {adviceFor(problem.code)}
      </p>
      <p className="mt-1 font-mono text-xs text-faint">{problem.code}</p>
    </div>
  )
}

type Cut = { proposed: boolean; asleep: string | null; onAskAgain: (() => void) | undefined }

/** A reply that is not whole says so, for as long as it is kept. */
export function CutOff({ proposed, asleep, onAskAgain }: Cut) {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-m border border-warn bg-warn-bg px-3 py-1.5">
      <Mark means="warn">Cut off: this reply is not whole</Mark>
      <span className="min-w-40 flex-1 text-s text-muted">
        {proposed
          ? 'Its proposal stands all the same. Asking the same again would propose it once more: the question is put into the field for you to change.'
          : 'What was said until then is kept.'}
      </span>
      {onAskAgain !== undefined && (
        <Button asleep={asleep} onClick={onAskAgain}>
          {proposed ? 'Edit the question' : 'Ask again'}
        </Button>
      )}
    </div>
  )
}
