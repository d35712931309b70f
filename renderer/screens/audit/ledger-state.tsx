import type { ReactNode } from 'react'
import { EmptyState, ErrorState, NoMatch, SkeletonRows } from '../../components/states.tsx'
import { isFiltered, type LedgerFilter } from './address.ts'
import { type LiveRows, rowCount } from './live-rows.ts'
import type { Ledger } from './use-ledger.ts'

type Props = {
  filter: LedgerFilter
  state: LiveRows
  first: Ledger['first']
  onClear: () => void
  children: ReactNode
}

/** The table, or what stands in its place and why. */
export function LedgerState({ filter, state, first, onClear, children }: Props) {
  if (first.isPending) {
    if (first.error !== null) return <ErrorState what="The ledger" error={first.error} onRetry={first.retry} />
    return (
      <div className="h-full overflow-hidden">
        <SkeletonRows rows={30} what="the ledger" />
      </div>
    )
  }
  if (rowCount(state) > 0) return children
  if (isFiltered(filter)) {
    return (
      <NoMatch onClear={onClear}>
        No entry of this ledger has <Wanted filter={filter} />. A subject is matched whole; an action whole, or by its
        area when it ends in a dot. New entries that match will appear here.
      </NoMatch>
    )
  }
  return (
    <EmptyState title="The ledger is empty">
      Nothing has changed in this workspace yet. Every change will be written here, by whom and when, and can be proven
      afterwards.
    </EmptyState>
  )
}

function Wanted({ filter: { action, subject } }: { filter: LedgerFilter }) {
  const code = (text: string) => <code className="font-mono text-s break-all text-ink">{text}</code>
  return (
    <>
      {action !== undefined && (
        <>
          {action.endsWith('.') ? 'an action in ' : 'the action '}
          {code(action)}
        </>
      )}
      {action !== undefined && subject !== undefined && ' and '}
      {subject !== undefined && <>the subject {code(subject)}</>}
    </>
  )
}
