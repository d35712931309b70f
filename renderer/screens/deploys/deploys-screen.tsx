import { lazy, Suspense } from 'react'
import { SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../state/address.ts'
import { type DeployView, deployViews, readAddress } from './address.ts'

const views: Record<DeployView, { name: string; Part: React.ComponentType }> = {
  surfaces: {
    name: 'Surfaces',
    Part: lazy(async () => ({ default: (await import('./surfaces/surfaces-view.tsx')).SurfacesView })),
  },
  history: {
    name: 'History',
    Part: lazy(async () => ({ default: (await import('./history/history-view.tsx')).HistoryView })),
  },
}
const DeployPage = lazy(async () => ({ default: (await import('./deploy/deploy-page.tsx')).DeployPage }))
const NewDeployPage = lazy(async () => ({ default: (await import('./new-deploy/new-deploy-page.tsx')).NewDeployPage }))

/** What runs where, what goes out and what came of it. A deploy, and one that is being made, have the place to themselves. */
export function DeploysScreen() {
  const [{ view, open, make }] = useAddress(readAddress)
  const { Part } = views[view]
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h1 className="sr-only">Deploys</h1>
      <nav aria-label="Parts of deploys" className="flex h-10 shrink-0 items-stretch gap-1 border-b border-line px-3">
        {deployViews.map((each) => (
          <a
            key={each}
            href={each === 'surfaces' ? '#/deploys' : `#/deploys?view=${each}`}
            aria-current={each === view ? 'page' : undefined}
            className="-mb-px inline-flex items-center border-b-2 border-transparent px-2.5 text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-ink"
          >
            {views[each].name}
          </a>
        ))}
      </nav>
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows what="deploys" />}>
          {make !== undefined ? (
            <NewDeployPage key={make} surface={make} />
          ) : open !== undefined ? (
            <DeployPage key={open} id={open} />
          ) : (
            <Part key={view} />
          )}
        </Suspense>
      </div>
    </div>
  )
}
