import { TriangleAlert } from 'lucide-react'
import { Button } from '../components/button.tsx'
import { Placeholder, Skeleton, SkeletonRows } from '../components/states.tsx'

export function PlaceLoading() {
  return (
    <div>
      <div className="flex h-12 items-center border-b border-line px-4">
        <Skeleton className="h-4 w-28" />
      </div>
      <SkeletonRows what="this place" />
    </div>
  )
}

/** A place that broke, with the frame around it still alive. */
export function PlaceFailed({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Placeholder
      urgent
      wholePage
      icon={TriangleAlert}
      title="This place stopped working"
      actions={
        <>
          <Button kind="primary" onClick={reset}>
            Show it again
          </Button>
          <Button onClick={() => location.reload()}>Reload the console</Button>
        </>
      }
    >
      <p>What the server accepted is safe; only the page stumbled.</p>
      <p className="mt-1.5 font-mono text-xs break-all text-faint">
        {error instanceof Error ? error.message : String(error)}
      </p>
    </Placeholder>
  )
}
