import {
  Bot,
  Circle,
  CircleCheck,
  CircleX,
  Cpu,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
  Wrench,
} from 'lucide-react'
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

const labels: Record<Label, { Icon: LucideIcon; look: string }> = {
  green: { Icon: CircleCheck, look: 'text-ok' },
  amber: { Icon: TriangleAlert, look: 'text-warn' },
  red: { Icon: OctagonAlert, look: 'text-bad' },
}

/** How something was judged: a triangle is amber, an octagon red, and both say so. */
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
