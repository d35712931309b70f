import { Hourglass } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../../../components/clock.ts'
import { Skeleton } from '../../../components/states.tsx'
import { clockFace } from '../../../components/urgency.ts'
import type { DrillDashboard } from '../../../drills-api.ts'
import { useNow } from '../../../state/now.ts'
import { LevelMark } from '../marks.tsx'
import type { Scope } from './address.ts'

type Props = {
  dashboard: DrillDashboard | undefined
  /** How many active schedules are past their day; undefined while that is not known. */
  stale: number | undefined
  /** How many ask for a drill at all; undefined while that is not known. */
  active: number | undefined
  scope: Scope | null
  onScope: (scope: Scope | null) => void
}

const cell = '@container min-w-0 bg-bg text-left'
const pressable = 'hover:bg-hover focus-visible:-outline-offset-2'

/** What waits and what is late; each is a filter, and takes it back when it is pressed again. */
export function DashboardStrip({ dashboard, stale, active, scope, onScope }: Props) {
  const kpi = (name: string, means: Scope, value: number | undefined, loud = false, beside?: ReactNode) => (
    <button
      type="button"
      aria-pressed={scope === means}
      onClick={() => onScope(scope === means ? null : means)}
      className={`${cell} ${pressable} aria-pressed:bg-accent-bg aria-pressed:shadow-[inset_0_-2px_var(--accent)]`}
    >
      <Name>{name}</Name>
      <Value value={value} loud={loud && (value ?? 0) > 0}>
        {beside}
      </Value>
    </button>
  )
  const next = dashboard?.next_breach_at ?? null
  return (
    <section
      aria-label="At a glance"
      className="grid shrink-0 grid-cols-[minmax(0,1.7fr)_repeat(5,minmax(0,1fr))] gap-px border-b border-line bg-line"
    >
      <div className={cell}>
        <Name>Alert level</Name>
        <div role="status" className="mb-2 flex h-8 items-center gap-2 px-4 @max-[150px]:px-2">
          {dashboard === undefined ? (
            <Skeleton className="h-5 w-20" />
          ) : (
            <>
              <LevelMark level={dashboard.alert_level} />
              <span className="line-clamp-2 text-s leading-tight text-muted @max-[170px]:sr-only">
                {levelSays(dashboard, { stale, active })}
              </span>
            </>
          )}
        </div>
      </div>
      {kpi(
        'Outstanding',
        'outstanding',
        dashboard?.outstanding_acknowledgement_count,
        false,
        next !== null && <NextBreach at={next} />,
      )}
      {kpi('Breached', 'breached', dashboard?.breached_count, true)}
      {kpi('Acknowledged', 'acknowledged', dashboard?.acknowledged_count)}
      {kpi('Escalated', 'escalated', dashboard?.escalated_count)}
      <a href="#/audit?action=drill.notification.failed" className={`${cell} ${pressable}`}>
        <Name>Failed deliveries</Name>
        <Value value={dashboard?.failed_delivery_open_count} loud={(dashboard?.failed_delivery_open_count ?? 0) > 0}>
          <span className="truncate text-s text-muted @max-[150px]:sr-only">not settled yet</span>
        </Value>
      </a>
    </section>
  )
}

const Name = ({ children }: { children: string }) => (
  <span className="block truncate px-4 pt-2 text-s text-muted @max-[150px]:px-2">{children}</span>
)

function Value({ value, loud, children }: { value: number | undefined; loud: boolean; children?: ReactNode }) {
  return (
    <span className="mb-2 flex h-8 items-baseline gap-2 px-4 @max-[150px]:px-2">
      {value === undefined ? (
        <Skeleton className="h-5 w-8 self-center" />
      ) : (
        <b className={`text-xl font-semibold tracking-tight ${loud ? 'text-bad' : ''}`}>{count(value)}</b>
      )}
      {children}
    </span>
  )
}

/** Why the level is what it is. */
export function levelSays(
  { alert_level, breached_count: late, outstanding_acknowledgement_count: waiting, escalated_count }: DrillDashboard,
  { stale, active }: Pick<Props, 'stale' | 'active'>,
): string {
  if (alert_level === 'healthy') return active === 0 ? 'no drill is asked for' : 'nobody is waited for'
  if (alert_level === 'warning') {
    const parts = [
      waiting > 0 && `${count(waiting)} in time`,
      escalated_count > 0 && `${count(escalated_count)} escalated`,
    ]
    return parts.filter((part) => part !== false).join(', ')
  }
  const parts = [
    late > 0 && `${count(late)} past their time`,
    (stale ?? 0) > 0 && `${count(stale ?? 0)} ${stale === 1 ? 'drill' : 'drills'} overdue`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}

/** The next one to be late: by then somebody has to look. */
function NextBreach({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  if (left <= 0) return null
  return (
    <span
      title="Until the next one is past its time"
      className={`truncate text-s @max-[130px]:hidden ${left <= 600_000 ? 'text-warn' : 'text-muted'}`}
    >
      <span className="@max-[210px]:sr-only">next late in </span>
      <Hourglass size={11} aria-hidden className="mr-1 inline @min-[210px]:hidden" />
      <span className="font-mono">{clockFace(left)}</span>
    </span>
  )
}
