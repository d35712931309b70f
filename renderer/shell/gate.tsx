import { lazy, Suspense } from 'react'
import { ErrorState } from '../components/states.tsx'
import { isSignedOut } from '../problem.ts'
import { useConnections, useEpoch } from '../state/connection.ts'
import { useShownSignIn } from '../state/sign-in.ts'
import { useUnfinished } from '../state/unfinished.ts'
import { Shell } from './shell.tsx'
import { FrameWaiting, Threshold } from './threshold.tsx'

const FirstStart = lazy(async () => ({ default: (await import('./first-start.tsx')).FirstStart }))
const SignInDialog = lazy(async () => ({ default: (await import('./sign-in-dialog.tsx')).SignInDialog }))
const SignIn = lazy(async () => ({ default: (await import('./sign-in.tsx')).SignIn }))

/** The console, and over it a sign-in that is under way: it outlasts what it changes underneath. */
export function Gate() {
  const signingIn = useShownSignIn(({ shown }) => shown !== null)
  return (
    <>
      <Passage />
      <Suspense fallback={null}>{signingIn && <SignInDialog />}</Suspense>
    </>
  )
}

/** What stands between the operator and the console: no answer yet, no credential, no choice made. */
function Passage() {
  const { data, error, refetch, isPending } = useConnections()
  const epoch = useEpoch((state) => state.epoch)
  const unfinished = useUnfinished(({ count }) => count > 0)
  if (isPending) return <FrameWaiting />
  if (isSignedOut(error) && (data === undefined || !unfinished))
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
