import type { Scorecard } from '../../../drills-api.ts'

const height = 84
const room = 18
const step = 48
const bar = 22
/** How far over the limit still fits. */
const most = 1.5

/** What it took of its limit. One over it never reads as all of it. */
export const shareOf = (seconds: number, limit: number): string => {
  const share = (seconds / limit) * 100
  return `${share > 100 ? Math.ceil(share) : Math.round(share)}%`
}

/** A bar for each, as high as what it took of its own limit, and the limit as one line. The table behind has the numbers. */
export function RecoveryChart({ recoveries }: { recoveries: Scorecard['recoveries'] }) {
  const oldestFirst = recoveries.toReversed()
  const over = recoveries.filter(({ seconds, limit }) => seconds > limit).length
  const width = oldestFirst.length * step
  const high = (part: number) => Math.max(2, (Math.min(part, most) / most) * (height - room))
  const limitAt = height - high(1)
  return (
    <svg
      role="img"
      aria-label={`${recoveries.length} rollbacks were measured, ${over} of them over their limit`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="block max-w-full"
    >
      {oldestFirst.map(({ run_id, schedule_id, seconds, limit }, at) => (
        <g key={run_id}>
          <title>{`${schedule_id}: ${seconds} s, ${shareOf(seconds, limit)} of the limit of ${limit} s`}</title>
          <rect
            x={at * step + (step - bar) / 2}
            y={height - high(seconds / limit)}
            width={bar}
            height={high(seconds / limit)}
            rx={2}
            className={seconds > limit ? 'fill-bad' : 'fill-accent'}
          />
          <text
            x={at * step + step / 2}
            y={Math.min(height - high(seconds / limit), limitAt) - 5}
            textAnchor="middle"
            className={`font-mono text-[11px] ${seconds > limit ? 'fill-bad' : 'fill-muted'}`}
          >
            {shareOf(seconds, limit)}
          </text>
        </g>
      ))}
      <line x1={0} x2={width} y1={limitAt} y2={limitAt} strokeWidth={2} className="stroke-ink" />
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line-strong" />
    </svg>
  )
}
