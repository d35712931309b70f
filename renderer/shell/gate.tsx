import { lazy, Suspense } from 'react'
import { ErrorState } from '../components/states.tsx'
import { isSignedOut } from '../problem.ts'
import { useConnections, useEpoch } from '../state/connection.ts'
import { Shell } from './shell.tsx'
import { FrameWaiting, Threshold } from './threshold.tsx'

const FirstStart = lazy(async () => ({ default: (await import('./first-start.tsx')).FirstStart }))
const SignIn = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn }))

/** What stands between the operator and the console: no answer yet, no credential, no choice made. */
export function Gate() {
  const { data, error, refetch, isPending } = useConnections()
  const epoch = useEpoch((state) => state.epoch)
  if (isPending) return <FrameWaiting />
  if (isSignedOut(error))
    return (
      <Suspense fallback={<FrameWaiting />}>
        <SignIn refusal={error} />
      </Suspense>
    )
  if (data === undefined)
    return (
      <Threshold>
        <ErrorState wholePage what="The console" error={error} onRetry={() => void refetch()} />
      </Threshold>
    )
  if (!data.chosen)
    return (
      <Suspense fallback={<FrameWaiting />}>
        <FirstStart connections={data} />
      </Suspense>
    )
  return <Shell key={`${data.current.id} ${epoch}`} connections={data} />
}
