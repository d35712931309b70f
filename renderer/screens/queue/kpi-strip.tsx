import { Hourglass } from 'lucide-react'
import type { ReactNode } from 'react'
import { actionPolicy } from '../../../shared/domain/action-policy.ts'
import type { ActionSummary } from '../../api.ts'
import { count } from '../../components/clock.ts'
import { Skeleton } from '../../components/states.tsx'
import { clockFace } from '../../components/urgency.ts'
import { useNow } from '../../state/now.ts'
import type { Scope } from './address.ts'

type Props = { summary: ActionSummary | undefined; scope: Scope | null; onScope: (scope: Scope) => void }

/** What waits and what was decided today; each is a filter, and takes it back when it is pressed again. */
export function KpiStrip({ summary, scope, onScope }: Props) {
  const kpi = (name: string, means: Scope, value: number | undefined, beside?: ReactNode) => (
    <button
      type="button"
      aria-pressed={scope === means}
      onClick={() => onScope(scope === means ? 'all' : means)}
      className="@container min-w-0 bg-bg text-left hover:bg-hover focus-visible:-outline-offset-2 aria-pressed:bg-accent-bg aria-pressed:shadow-[inset_0_-2px_var(--accent)]"
    >
      <span className="block truncate px-4 pt-2 text-s text-muted @max-[150px]:px-2">{name}</span>
      <span className="mb-2 flex h-8 items-baseline gap-2 px-4 @max-[150px]:px-2">
        {value === undefined ? (
          <Skeleton className="h-5 w-8 self-center" />
        ) : (
          <b className="text-xl font-semibold tracking-tight">{count(value)}</b>
        )}
        {beside}
      </span>
    </button>
  )
  const next = summary?.expires_next ?? null
  return (
    <section aria-label="At a glance" className="grid shrink-0 grid-cols-4 gap-px border-b border-line bg-line">
      {kpi('Proposed', 'proposed', summary?.proposed)}
      {kpi('Pending approval', 'pending', summary?.pending_approval, next !== null && <NextToExpire at={next} />)}
      {kpi('Executed today', 'executed_today', summary?.executed_today)}
      {kpi('Rejected today', 'rejected_today', summary?.rejected_today)}
    </section>
  )
}

/** The last fifth of the shortest time that anything is given: by then somebody has to look. */
const soon = (Math.min(...Object.values(actionPolicy.ttlSeconds)) * 1000) / 5

function NextToExpire({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  if (left <= 0) return null
  return (
    <span title="Until the next one expires" className={`truncate text-s ${left <= soon ? 'text-warn' : 'text-muted'}`}>
      <span className="@max-[230px]:sr-only">next expires in </span>
      <Hourglass size={11} aria-hidden className="mr-1 inline @min-[230px]:hidden" />
      <span className="font-mono">{clockFace(left)}</span>
    </span>
  )
}
