import { count, duration } from '../components/clock.ts'
import { useSignedOut } from '../state/connection.ts'
import { type Live, useLive } from '../state/live.ts'
import { useNow } from '../state/now.ts'

const looks: Record<Live['state'], { dot: string; text: string }> = {
  connecting: { dot: 'rounded-full border-2 border-dotted border-muted', text: 'text-muted' },
  live: { dot: 'rounded-full bg-ok', text: 'text-muted' },
  stale: { dot: 'rounded-full border-2 border-warn', text: 'text-warn' },
  offline: { dot: 'rounded-[1px] bg-bad', text: 'text-bad' },
}

/** How fresh what is shown is. The word and the dot's shape say it; the colour only repeats it. */
export function LiveMark() {
  const live = useLive()
  const lost = useSignedOut()
  const { dot, text } = lost === null ? looks[live.state] : looks.stale
  const old = lost !== null || live.state === 'stale' || live.state === 'offline'
  return (
    <span className={`flex shrink-0 items-center gap-1 text-s whitespace-nowrap ${text}`} data-testid="live-state">
      <i aria-hidden className={`mr-0.5 size-[7px] ${dot}`} />
      <span aria-live="polite">
        {lost !== null ? 'signed out' : live.state === 'connecting' ? 'connecting…' : live.state}
      </span>
      {old && live.heardAt !== null && <Age since={live.heardAt} />}
      {live.seq !== null && <span className="text-muted max-lg:hidden">· seq {count(live.seq)}</span>}
    </span>
  )
}

function Age({ since }: { since: number }) {
  return <span>· data is {duration(useNow() - since)} old</span>
}
