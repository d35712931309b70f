import { Countdown } from '../../../components/countdown.tsx'
import { urgencyOf } from '../../../components/urgency.ts'
import { useNow } from '../../../state/now.ts'

const looks = { calm: 'text-muted', soon: 'text-warn', over: 'text-bad' } as const
const turn = 2 * Math.PI * 7

/** How long it can still be approved: to read, and for whoever would rather look. */
export function Expiry({ from, until }: { from: string; until: string }) {
  const now = useNow()
  const [start, end] = [Date.parse(from), Date.parse(until)]
  const urgency = urgencyOf(start, end, now)
  const share = Math.min(1, Math.max(0, end - now) / Math.max(1, end - start))
  return (
    <span className={`inline-flex items-center gap-1.5 ${looks[urgency]}`}>
      <svg aria-hidden viewBox="0 0 18 18" className="size-4.5 shrink-0 -rotate-90">
        <circle cx="9" cy="9" r="7" fill="none" strokeWidth="2.5" className="stroke-line" />
        <circle
          cx="9"
          cy="9"
          r="7"
          fill="none"
          strokeWidth="2.5"
          stroke="currentColor"
          strokeDasharray={`${turn * share} ${turn}`}
        />
      </svg>
      <span>
        {urgency !== 'over' && <span className="font-mono text-s">expires in </span>}
        <Countdown from={from} until={until} />
      </span>
    </span>
  )
}
