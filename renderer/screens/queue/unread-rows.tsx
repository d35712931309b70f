import { useEffect } from 'react'
import { Button } from '../../components/button.tsx'
import { useLive } from '../../state/live.ts'

/** Rows of the table could not be read. They are read again when the server is heard again. */
export function UnreadRows({ onRetry }: { onRetry: () => void }) {
  useEffect(
    () =>
      useLive.subscribe((now, before) => {
        if (now.state === 'live' && before.state !== 'live') onRetry()
      }),
    [onRetry],
  )
  return (
    <div role="alert" className="flex shrink-0 items-center gap-3 border-b border-bad bg-bad-bg px-3 py-1.5">
      <span className="flex-1">Some rows could not be read. What is shown is right; what is missing is missing.</span>
      <Button onClick={onRetry}>Read them again</Button>
    </div>
  )
}
