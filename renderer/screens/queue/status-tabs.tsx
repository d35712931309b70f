import { statuses } from '../../../shared/domain/action.ts'
import type { ActionSummary } from '../../api.ts'
import { count } from '../../components/clock.ts'
import type { Scope } from './address.ts'
import { statusNames } from './marks.tsx'

type Props = { summary: ActionSummary | undefined; scope: Scope | null; onScope: (scope: Scope) => void }

export function StatusTabs({ summary, scope, onScope }: Props) {
  const counts = summary?.by_status
  const all = counts && Object.values(counts).reduce((sum, each) => sum + each, 0)
  const tab = (name: string, means: Scope, value: number | undefined) => (
    <button
      key={means}
      type="button"
      aria-pressed={scope === means}
      onClick={() => onScope(means)}
      className="-mb-px border-b-2 border-transparent px-2.5 py-2 @max-[560px]:px-1.5 whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2 aria-pressed:border-accent aria-pressed:font-semibold aria-pressed:text-ink"
    >
      {name}
      {/* Holds its room, so that a count that comes later moves nothing. */}
      <span className="ml-1.5 inline-block min-w-[1ch] text-xs font-normal text-faint">
        {value !== undefined && count(value)}
      </span>
    </button>
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's
    <div
      role="group"
      aria-label="Status"
      className="@container flex shrink-0 gap-0.5 overflow-x-auto border-b border-line px-2.5"
    >
      {tab('All', 'all', all)}
      {statuses.map((status) => tab(statusNames[status], status, counts?.[status]))}
    </div>
  )
}
