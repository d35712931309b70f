import { CircleCheck, CircleDashed, CircleX, type LucideIcon, Timer, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DeliveryOutcome } from '../../../shared/domain/connector.ts'
import type { AlertLevel, RouteCategory, RouteState } from '../../../shared/domain/drill-route.ts'

type Shown = RouteState | 'suppressed'

export const stateWords: Record<Shown, string> = {
  outstanding: 'Outstanding',
  acknowledged: 'Acknowledged',
  escalated: 'Escalated',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
  suppressed: 'Suppressed',
}

/** Each has a shape of its own. */
const dots: Record<Shown, string> = {
  outstanding: 'rounded-full border-accent',
  acknowledged: 'rounded-full border-ok [background:linear-gradient(90deg,var(--ok)_50%,transparent_50%)]',
  escalated: 'border-transparent bg-warn [clip-path:polygon(50%_0,100%_100%,0_100%)]',
  resolved: 'rounded-full border-ok bg-ok',
  dismissed: 'rounded-[1px] border-faint',
  suppressed: 'rounded-full border-dotted border-faint',
}

/** A mark and a word. */
export function StateMark({ state }: { state: RouteState | null }) {
  const shown = state ?? 'suppressed'
  return (
    <span className={`inline-flex min-w-0 items-center gap-1.5 ${state === null ? 'text-muted' : ''}`}>
      <i aria-hidden className={`inline-block size-2.5 shrink-0 border-2 ${dots[shown]}`} />
      <span className="truncate">{stateWords[shown]}</span>
    </span>
  )
}

export const categoryWords: Record<RouteCategory, string> = {
  deliver: 'Sent',
  maintenance_window: 'Maintenance window',
  owner_calendar: 'Owner away',
  healthy_schedule: 'Nothing due',
  other: 'Other',
}

export const actionWords = { deliver: 'Sent', suppress: 'Suppressed' } as const

const outcomes: Record<DeliveryOutcome, [LucideIcon, string, string]> = {
  delivered: [CircleCheck, 'text-ok', 'delivered'],
  pending: [CircleDashed, 'text-muted', 'on its way'],
  failed: [CircleX, 'text-bad', 'failed'],
  unknown: [TriangleAlert, 'text-warn', 'unknown'],
}

/** Whether the message got there; `brief` leaves the ordinary word to those who listen. `unknown`: nobody sends it twice. */
export function DeliveryMark({ outcome, brief = false }: { outcome: DeliveryOutcome; brief?: boolean }) {
  const [Icon, colour, word] = outcomes[outcome]
  return (
    <span title={word} className={`inline-flex shrink-0 items-center gap-1 text-s ${colour}`}>
      <Icon size={13} aria-hidden className="shrink-0" />
      <span className={brief && outcome === 'delivered' ? 'sr-only' : ''}>{word}</span>
    </span>
  )
}

const levels: Record<AlertLevel, [LucideIcon, string, string]> = {
  healthy: [CircleCheck, 'text-ok', 'Healthy'],
  warning: [Timer, 'text-warn', 'Warning'],
  critical: [TriangleAlert, 'text-bad', 'Critical'],
}

export function LevelMark({ level, children }: { level: AlertLevel; children?: ReactNode }) {
  const [Icon, colour, word] = levels[level]
  return (
    <span className={`inline-flex items-center gap-1.5 font-semibold ${colour}`}>
      <Icon size={16} aria-hidden className="shrink-0" />
      {word}
      {children}
    </span>
  )
}
