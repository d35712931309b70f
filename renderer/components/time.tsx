import { useNow } from '../state/now.ts'
import { ago, dayAndTime, timeOfDay, zone } from './clock.ts'

type Props = {
  at: string | number
  /** `both`: relative beside absolute. */
  show?: 'absolute' | 'relative' | 'both' | 'clock'
  className?: string
}

/** Local time; UTC and the zone on hover. */
export function Time({ at, show = 'absolute', className = '' }: Props) {
  const date = new Date(at)
  const utc = date.toISOString()
  const absolute = show === 'clock' ? timeOfDay(date) : dayAndTime(date)
  return (
    <time dateTime={utc} title={`${utc.replace('T', ' ')} UTC\n${dayAndTime(date)} ${zone}`} className={className}>
      {show !== 'relative' && <span className="font-mono text-s">{absolute}</span>}
      {show === 'both' && ' '}
      {(show === 'relative' || show === 'both') && <Relative date={date} quiet={show === 'both'} />}
    </time>
  )
}

function Relative({ date, quiet }: { date: Date; quiet: boolean }) {
  const now = useNow()
  return <span className={quiet ? 'text-faint' : undefined}>{ago(date.getTime(), now)}</span>
}

export function ZoneNote() {
  return <span>Times in {zone}</span>
}
