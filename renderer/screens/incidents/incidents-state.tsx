import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState, NoMatch, SkeletonRows } from '../../components/states.tsx'
import { type IncidentFilter, isNarrowed } from './address.ts'
import type { Incidents } from './use-incidents.ts'

type Props = {
  incidents: Incidents
  filter: IncidentFilter
  openAsleep: string | null
  onClear: () => void
  onOpen: () => void
  children: (read: NonNullable<Incidents['read']>) => ReactNode
}

/** The list, or what stands in its place and why. */
export function IncidentsState({ incidents, filter, openAsleep, onClear, onOpen, children }: Props) {
  const { read, error, retry } = incidents
  if (read === undefined) {
    if (error !== null) return <ErrorState what="Incidents" error={error} onRetry={retry} />
    return (
      <div className="h-full overflow-hidden">
        <SkeletonRows rows={20} what="incidents" />
      </div>
    )
  }
  if (read.counts.open + read.counts.resolved > 0) return children(read)
  if (isNarrowed(filter))
    return (
      <NoMatch onClear={onClear}>
        No incident, open or resolved, matches what you ask for. Every word that is searched must be in its title or
        severity, or begin one there; a pasted id finds its incident too.
      </NoMatch>
    )
  return (
    <EmptyState
      title="No incidents"
      actions={
        <Button kind="primary" asleep={openAsleep} onClick={onOpen}>
          New incident…
        </Button>
      }
    >
      Nothing was opened in this workspace, by a person or by an action. An incident gathers what belongs together: who
      has it, the actions that were taken, and what people noted.
    </EmptyState>
  )
}
