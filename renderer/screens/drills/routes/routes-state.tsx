import type { ReactNode } from 'react'
import { buttonLook } from '../../../components/button.tsx'
import { EmptyState, ErrorState, NoMatch, SkeletonRows } from '../../../components/states.tsx'
import type { Routes } from './use-routes.ts'

type Props = { routes: Routes; filtered: boolean; onClear: () => void; children: ReactNode }

/** The table, or what stands in its place and why. */
export function RoutesState({ routes, filtered, onClear, children }: Props) {
  const { counts, error, outdated, renew } = routes
  if (error !== null) return <ErrorState what="The routes" error={error} onRetry={renew} />
  if (counts === undefined)
    return (
      <div className="h-full overflow-hidden">
        <SkeletonRows rows={30} what="routes" />
      </div>
    )
  if (counts.total > 0) return children
  // What is shown is of the filter before: that nothing matches this one is not known yet.
  if (outdated) return <SkeletonRows rows={12} what="routes" />
  if (filtered)
    return (
      <NoMatch onClear={onClear}>
        No route is like that now. What is searched for are words, or the beginnings of words, of the schedule, the
        owner, the provider and the reason. Routes that match will appear here by themselves.
      </NoMatch>
    )
  return (
    <EmptyState
      title="Nobody was told of a drill yet"
      actions={
        <a href="#/drills?view=schedules" className={buttonLook('primary')}>
          Look at the schedules
        </a>
      }
    >
      When a rollback drill becomes due, its owners are told; who was told and who has answered stands here.
    </EmptyState>
  )
}
