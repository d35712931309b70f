import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ErrorState, Skeleton } from '../../../components/states.tsx'
import { useNow } from '../../../state/now.ts'
import { useSchedules } from '../schedules/use-schedules.ts'
import { Pane } from './pane.tsx'
import { Timeline } from './timeline.tsx'
import { outlookOf } from './timeline-geometry.ts'
import { TimelineTable } from './timeline-table.tsx'
import { Trend } from './trend.tsx'

const minute = 60_000

/** The next drills, and what was not sent lately and why. */
export function Outlook({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  return (
    <section aria-label="What is ahead" className="shrink-0 border-b border-line">
      {shown ? (
        <div className="grid grid-cols-[minmax(0,1fr)_clamp(260px,30%,520px)] divide-x divide-line">
          <NextDrills onHide={onToggle} />
          <Trend />
        </div>
      ) : (
        <button
          type="button"
          aria-expanded={false}
          onClick={onToggle}
          className="flex h-7 w-full items-center gap-1.5 px-3 text-s text-muted hover:bg-hover hover:text-ink focus-visible:-outline-offset-2"
        >
          <ChevronRight size={13} aria-hidden />
          Next drills and suppression
        </button>
      )}
    </section>
  )
}

function NextDrills({ onHide }: { onHide: () => void }) {
  const [asTable, setAsTable] = useState(false)
  const { data: schedules, error, refetch } = useSchedules()
  // By the minute: a day is a few pixels wide.
  const now = Math.floor(useNow() / minute) * minute
  const outlook = schedules && outlookOf(schedules, now)
  return (
    <figure className="flex min-w-0 flex-col">
      <figcaption className="flex h-8 items-center gap-2 pr-2 pl-1">
        <button
          type="button"
          aria-expanded
          onClick={onHide}
          className="flex h-7 items-center gap-1.5 rounded-s px-2 text-s font-semibold text-muted hover:text-ink"
        >
          <ChevronRight size={13} aria-hidden className="rotate-90" />
          Next drills
        </button>
        <span className="flex-1" />
        {outlook !== undefined && outlook.lanes.length > 0 && (
          <Button kind="ghost" className="h-6!" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Picture' : 'Table'}
          </Button>
        )}
      </figcaption>
      <Pane name="Next drills">
        {error !== null && schedules === undefined && (
          <ErrorState what="The schedules" error={error} onRetry={() => void refetch()} />
        )}
        {error === null && outlook === undefined && <Skeleton className="h-20 w-full" />}
        {outlook?.lanes.length === 0 && (
          <p className="text-s text-muted">
            No schedule is active. <Schedules />
          </p>
        )}
        {outlook !== undefined && outlook.lanes.length > 0 && (
          <>
            {!asTable && <Timeline outlook={outlook} />}
            <div className={asTable ? '' : 'sr-only'}>
              <TimelineTable outlook={outlook} seen={asTable} />
            </div>
          </>
        )}
      </Pane>
    </figure>
  )
}

const Schedules = () => (
  <a href="#/drills?view=schedules" className="rounded-s text-accent underline">
    Look at the schedules
  </a>
)
