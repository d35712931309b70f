import { lazy, Suspense } from 'react'
import { SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../state/address.ts'
import { readView, type View, views } from './view.ts'

const parts: Record<View, { name: string; Part: React.ComponentType }> = {
  routes: {
    name: 'Routes',
    Part: lazy(async () => ({ default: (await import('./routes/routes-view.tsx')).RoutesView })),
  },
  schedules: {
    name: 'Schedules',
    Part: lazy(async () => ({ default: (await import('./schedules/schedules-view.tsx')).SchedulesView })),
  },
  runs: { name: 'Runs', Part: lazy(async () => ({ default: (await import('./runs/runs-view.tsx')).RunsView })) },
}

/** Who was told of a rollback drill and has answered, when drills are due, and how they were run. */
export function DrillsScreen() {
  const [{ view }] = useAddress(readView)
  const { name, Part } = parts[view]
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="sr-only">Drills</h1>
      <nav aria-label="Parts of drills" className="flex h-10 shrink-0 items-stretch gap-1 border-b border-line px-3">
        {views.map((each) => (
          <a
            key={each}
            href={each === 'routes' ? '#/drills' : `#/drills?view=${each}`}
            aria-current={each === view ? 'page' : undefined}
            className="-mb-px inline-flex items-center border-b-2 border-transparent px-2.5 text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-ink"
          >
            {parts[each].name}
          </a>
        ))}
      </nav>
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows what={name.toLowerCase()} />}>
          <Part key={view} />
        </Suspense>
      </div>
    </div>
  )
}
