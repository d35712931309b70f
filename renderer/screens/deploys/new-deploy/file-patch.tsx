import { lazy, Suspense, useEffect, useRef } from 'react'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { ErrorState, SkeletonRows } from '../../../components/states.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'
import { usePatch } from './use-preview.ts'

const DiffView = lazy(async () => ({ default: (await import('../../../components/diff-view.tsx')).DiffView }))

type Props = {
  diff: DeployDiff
  path: string
  view: 'unified' | 'split'
  paneRef: React.RefObject<HTMLElement | null>
}

/** One file's change, asked for when somebody looks at it. */
export function FilePatch({ diff, path, view, paneRef }: Props) {
  const { data, error, refetch } = usePatch(diff, path)
  const shown = useRef(path)
  useEffect(() => {
    if (shown.current !== path) paneRef.current?.scrollTo({ top: 0 })
    shown.current = path
  }, [path, paneRef])
  return (
    <ScrollRegion ref={paneRef} label={`What changes in ${path}`} className="min-h-0 flex-1 bg-bg">
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={8} what="the change of the file" />
        ) : (
          <ErrorState what="This file’s change" error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Suspense fallback={<SkeletonRows rows={8} what="the change of the file" />}>
          <DiffView key={`${diff.preview_id} ${path}`} patch={data} view={view} />
        </Suspense>
      )}
    </ScrollRegion>
  )
}
