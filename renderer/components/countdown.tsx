import { useNow } from '../state/now.ts'
import { clockFace, urgencyOf } from './urgency.ts'

const looks = { calm: 'text-muted', soon: 'text-warn', over: 'text-bad font-semibold' } as const

type Props = { from: string; until: string; className?: string }

/** What is left: amber in the last fifth of its time, red when that is over. Steps with all others on the page. */
export function Countdown({ from, until, className = '' }: Props) {
  const now = useNow()
  const [start, end] = [Date.parse(from), Date.parse(until)]
  const urgency = urgencyOf(start, end, now)
  return (
    <span className={`font-mono text-s ${looks[urgency]} ${className}`}>
      {urgency === 'over' ? 'time is over' : clockFace(end - now)}
    </span>
  )
}
