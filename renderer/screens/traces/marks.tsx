import { Bot, Circle, CircleCheck, CircleX, Cpu, type LucideIcon, TriangleAlert, Wrench } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Label } from '../../../shared/domain/fleet.ts'
import type { Span, Trace } from '../../fleet-api.ts'
import { type SpanSort, sortOf, sortWords } from './words.ts'

/** A status: always a shape and a word. */
export function TraceStatusMark({ status }: { status: Trace['status'] }) {
  return status === 'error' ? (
    <span className="inline-flex items-center gap-1.5 text-bad">
      <CircleX size={14} aria-hidden className="shrink-0" /> error
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5 text-ok">
      <CircleCheck size={14} aria-hidden className="shrink-0" /> ok
    </span>
  )
}

type Glyph = ComponentType<{ size: number; className: string; 'aria-hidden': true }>

/** Filled: at this size the outline of an octagon is taken for the circle of an error. */
const FilledOctagon: Glyph = ({ size, className }) => (
  <svg aria-hidden="true" viewBox="0 0 24 24" width={size} height={size} fill="currentColor" className={className}>
    <path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z" />
    <path d="M12 6.5v6.5M12 17.2v.1" className="stroke-bg" strokeWidth="3.2" strokeLinecap="round" />
  </svg>
)

const labels: Record<Label, { Icon: Glyph; look: string }> = {
  green: { Icon: CircleCheck, look: 'text-ok' },
  amber: { Icon: TriangleAlert, look: 'text-warn' },
  red: { Icon: FilledOctagon, look: 'text-bad' },
}

/** How something was judged: a triangle is amber, a filled octagon red, and both say so. */
export function LabelMark({ label, count }: { label: Label; count?: number }) {
  const { Icon, look } = labels[label]
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap ${look}`}>
      <Icon size={13} aria-hidden className="shrink-0" />
      {count === undefined ? label : `${count} ${label}`}
    </span>
  )
}

export function ViolationsMark({ violations: { amber, red } }: Pick<Trace, 'violations'>) {
  if (amber === 0 && red === 0) return <span className="text-faint">none</span>
  return (
    <span className="inline-flex items-center gap-2">
      {red > 0 && <LabelMark label="red" count={red} />}
      {amber > 0 && <LabelMark label="amber" count={amber} />}
    </span>
  )
}

const sorts: Record<SpanSort, LucideIcon> = { model: Cpu, tool: Wrench, agent: Bot, other: Circle }

export function SortGlyph({ span }: { span: Pick<Span, 'tool' | 'model' | 'operation'> }) {
  const sort = sortOf(span)
  const Icon = sorts[sort]
  return (
    <span title={sortWords[sort]} className="inline-flex shrink-0 text-muted">
      <Icon size={13} aria-hidden />
      <span className="sr-only">{sortWords[sort]}</span>
    </span>
  )
}

/** Only what failed is marked: most spans do not say whether they were well. */
export function SpanStatusMark({ status }: Pick<Span, 'status'>) {
  if (status !== 'error') return null
  return (
    <span className="inline-flex shrink-0 items-center gap-1 text-bad">
      <CircleX size={13} aria-hidden /> error
    </span>
  )
}
