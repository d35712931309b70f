import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState, NoMatch, SkeletonRows } from '../../components/states.tsx'
import type { Queue } from './use-queue.ts'

type Props = {
  queue: Queue
  filtered: boolean
  proposeAsleep: string | null
  onClear: () => void
  onPropose: () => void
  children: ReactNode
}

/** The table, or what stands in its place and why. */
export function QueueState({ queue, filtered, proposeAsleep, onClear, onPropose, children }: Props) {
  const { view, error, outdated, renew } = queue
  if (error !== null) return <ErrorState what="The queue" error={error} onRetry={renew} />
  if (view === undefined)
    return (
      <div className="h-full overflow-hidden">
        <SkeletonRows rows={30} what="the queue" />
      </div>
    )
  if (view.total > 0) return children
  // What is shown is of the filter before: that nothing matches this one is not known yet.
  if (outdated) return <SkeletonRows rows={12} what="the queue" />
  if (filtered)
    return (
      <NoMatch onClear={onClear}>
        No action is like that now. What is searched for are words, or the beginnings of words, of the target, the
        reason, the type, the mode and the id. Actions that match will appear here by themselves.
      </NoMatch>
    )
  return (
    <EmptyState
      title="Nothing is proposed"
      actions={
        <Button kind="primary" asleep={proposeAsleep} onClick={onPropose}>
          Propose an action
        </Button>
      }
    >
      A change to the fleet begins here: somebody proposes it, it is seen in full, others approve it, and what came of
      it stays on record.
    </EmptyState>
  )
}
