import { Link } from '@tanstack/react-router'
import { CirclePause, ShieldAlert } from 'lucide-react'
import { Button, buttonLook } from '../components/button.tsx'
import { count } from '../components/clock.ts'
import { Time } from '../components/time.tsx'
import { useHold, useHoldAsleep } from '../state/hold.ts'
import { showOverlay } from '../state/overlays.ts'
import { useQueueSummary } from '../state/queue-summary.ts'
import { reviewsOpen } from './queue-count.tsx'

const line = 'flex min-h-9 shrink-0 items-center gap-3 border-b px-4 py-1 text-s leading-snug'

/** Visible everywhere while it holds, with who and since when. */
export function HoldBanner() {
  const hold = useHold()
  const asleep = useHoldAsleep()
  if (!hold?.held) return null
  return (
    <div className={`${line} border-warn/40 bg-warn-bg`}>
      <CirclePause size={16} aria-hidden className="shrink-0 text-warn" />
      <p role="status" className="min-w-0 flex-1">
        <b>Held: nothing runs by itself.</b> By {hold.by?.name ?? 'somebody'}
        {hold.since !== null && (
          <>
            {' '}
            since <Time at={hold.since} />
          </>
        )}
        {hold.reason === null ? '.' : `: “${hold.reason}”.`} {waitingWords(hold.waiting)}
      </p>
      <Button asleep={asleep} onClick={() => showOverlay('hold')}>
        Lift the hold…
      </Button>
    </div>
  )
}

/** The short of it, where nothing covers it. */
export function HoldMark() {
  const hold = useHold()
  if (!hold?.held) return null
  return (
    <span className="inline-flex shrink-0 items-center gap-1 rounded-full border border-warn bg-warn-bg px-2 text-s leading-[1.6] font-semibold text-warn">
      <CirclePause size={12} aria-hidden />
      held
    </span>
  )
}

const waitingWords = (waiting: number): string =>
  waiting === 0 ? 'Nothing waits.' : waiting === 1 ? '1 action waits.' : `${count(waiting)} actions wait.`

/** Red until a second person has looked at every emergency. It never stands in the way of the next one. */
export function ReviewBanner() {
  const reviews = useQueueSummary()?.reviews_open ?? 0
  if (reviews === 0) return null
  return (
    <div className={`${line} border-bad/40 bg-bad-bg`}>
      <ShieldAlert size={16} aria-hidden className="shrink-0 text-bad" />
      <p role="status" className="min-w-0 flex-1">
        <b className="text-bad">{reviewsOpen(reviews)}.</b> Glass was broken, and somebody else has yet to say what they
        found.
      </p>
      <Link to="/deployments" search={{ review_open: true } as never} className={buttonLook('plain')}>
        Show {reviews === 1 ? 'it' : 'them'}
      </Link>
    </div>
  )
}
