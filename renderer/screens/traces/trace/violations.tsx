import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { ViolationDetail } from '../../../components/violation-detail.tsx'
import type { Evaluation } from '../../../fleet-api.ts'
import { LabelMark } from '../marks.tsx'
import { shortId } from '../words.ts'
import { worstFirst } from './findings.ts'

type Props = {
  evaluations: readonly Evaluation[]
  title: string
  /** Leads to the span that one names; without it, that is where one is. */
  onSpan?: (span: string) => void
}

/** How a trace was judged, by others and by our own rules: the worst first, and why, for whoever asks. */
export function Violations({ evaluations, title, onSpan }: Props) {
  const sorted = worstFirst(evaluations)
  const wrong = sorted.filter(({ label }) => label !== 'green')
  const passed = sorted.length - wrong.length
  return (
    <DrawerSection title={title}>
      {sorted.length === 0 && <p className="text-s text-muted">Nobody has judged it, and no rule applies to it.</p>}
      <ul className="flex flex-col gap-1">
        {wrong.map((each) => (
          <One key={each.id} evaluation={each} onSpan={onSpan} />
        ))}
      </ul>
      {passed > 0 && (
        <p className="mt-1 flex flex-wrap items-center gap-x-2 text-s text-muted">
          <LabelMark label="green" count={passed} />
          {sorted
            .filter(({ label }) => label === 'green')
            .map(({ rule }) => rule)
            .slice(0, 5)
            .join(', ')}
          {passed > 5 && ' and others'}
        </p>
      )}
    </DrawerSection>
  )
}

function One({ evaluation, onSpan }: { evaluation: Evaluation; onSpan: Props['onSpan'] | undefined }) {
  const { rule, label, score, source, frameworks, at, span_id } = evaluation
  const [open, setOpen] = useState(false)
  return (
    <li className="rounded-m border border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-1.5 rounded-m px-2 py-1.5 text-left hover:bg-hover"
      >
        <ChevronRight size={13} aria-hidden className={`mt-[3px] shrink-0 text-faint ${open ? 'rotate-90' : ''}`} />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <b className="min-w-0 truncate font-semibold">{rule}</b>
            <span className="ml-auto shrink-0">
              <LabelMark label={label} />
            </span>
          </span>
          <span className="block text-s text-muted">
            {score !== null && `score ${Number(score.toFixed(3))}, `}
            {source === 'countersign' ? 'by a rule of this console' : 'as its reporter said'}
          </span>
        </span>
      </button>
      {open && (
        <div className="border-t border-line px-3 py-2">
          <p className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-s text-muted">
            <Time at={at} />
            {frameworks.map((each) => (
              <Tag key={each}>{each}</Tag>
            ))}
            {span_id !== null && onSpan !== undefined && (
              <button type="button" onClick={() => onSpan(span_id)} className="rounded-s text-accent underline">
                Show span {shortId(span_id)}
              </button>
            )}
          </p>
          <ViolationDetail violation={evaluation} />
        </div>
      )}
    </li>
  )
}
