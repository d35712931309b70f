import { Unplug } from 'lucide-react'
import { Button } from '../components/button.tsx'
import { duration } from '../components/clock.ts'
import { Time } from '../components/time.tsx'
import { useSleepers } from '../state/asleep.ts'
import { retryNow, useLive } from '../state/live.ts'
import { useNow } from '../state/now.ts'

/** The server does not answer, or answers no. Says what is known, since when, and which controls sleep until the server answers. */
export function OfflineBanner() {
  const live = useLive()
  const names = useSleepers((state) => state.names)
  if (live.state === 'live' || (live.state !== 'offline' && !live.refused)) return null
  const asleep = [...new Set(names)]
  return (
    <div className="flex shrink-0 items-center gap-3 border-b border-bad/40 bg-bad-bg px-4 py-2 text-s leading-snug">
      <Unplug size={16} aria-hidden className="shrink-0 text-bad" />
      {/* Without the countdown, which would be read out each second. */}
      <p role="alert" className="min-w-0 flex-1">
        <b>{live.why ?? 'The server does not answer.'}</b>{' '}
        {live.heardAt === null ? (
          'Nothing was heard from it yet.'
        ) : (
          <>
            What you see is what it said at <Time at={live.heardAt} show="clock" />, and stays readable.
          </>
        )}{' '}
        {live.state === 'offline' && asleep.length > 0 && <>Asleep until it answers: {asleep.join(', ')}.</>}
      </p>
      {live.retryAt !== null && <NextTry at={live.retryAt} />}
      <Button onClick={retryNow}>Try now</Button>
    </div>
  )
}

function NextTry({ at }: { at: number }) {
  const left = at - useNow()
  return <span className="shrink-0 text-muted">{left > 500 ? `next try in ${duration(left)}` : 'trying…'}</span>
}
