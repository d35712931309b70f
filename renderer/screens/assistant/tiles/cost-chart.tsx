import { CircleDollarSign } from 'lucide-react'
import { useMemo } from 'react'
import { Chart } from '../../../components/chart.tsx'
import { ChartFigure } from '../../../components/chart-figure.tsx'
import { Mark } from '../../../components/mark.tsx'
import { many, tokens, usd } from '../../../components/quantity.ts'
import type { FleetCost } from '../../../fleet-api.ts'
import { costOption } from './cost-option.ts'
import { bucketName, deltaWords, unpricedWords, windowWords } from './cost-words.ts'
import { Nothing } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

/** What the agents cost, hour by hour, and how that compares with the window before. */
export function CostChart({ cost, at }: { cost: FleetCost; at: string | null }) {
  const option = useMemo(() => costOption(cost), [cost])
  const title = `Cost${cost.agent === null ? '' : ` of ${cost.agent}`}, ${windowWords(cost.window_hours)}`
  const spent = cost.buckets.some(({ calls }) => calls > 0)
  return (
    <TileFrame icon={CircleDollarSign} title={title} age={<AsOf at={at} minutes={60} />}>
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="text-xl font-semibold">{usd(cost.total_usd)}</span>
        <span className="text-muted">{deltaWords(cost)}</span>
      </p>
      {spent ? (
        <ChartFigure
          title={
            cost.bucket_minutes === 60 ? 'By the hour, local time' : `Every ${cost.bucket_minutes} minutes, local time`
          }
          head={['From', 'Cost', 'Calls', 'Input tokens', 'Output tokens']}
          rows={cost.buckets.map((bucket) => [
            bucketName(bucket.from, cost.window_hours),
            usd(bucket.cost_usd),
            tokens(bucket.calls),
            tokens(bucket.input_tokens),
            tokens(bucket.output_tokens),
          ])}
        >
          <Chart option={option} label={`${title}: ${usd(cost.total_usd)}. ${deltaWords(cost)}`} />
        </ChartFigure>
      ) : (
        <Nothing>No model was called in this time.</Nothing>
      )}
      {spent && (
        <div className="mt-2 grid grid-cols-2 gap-x-6 text-s">
          <Shares title="By agent" shares={cost.by_agent} leftOut={cost.left_out.agents} total={cost.total_usd} />
          <Shares title="By model" shares={cost.by_model} leftOut={cost.left_out.models} total={cost.total_usd} />
        </div>
      )}
      {cost.unpriced.calls > 0 && (
        <p className="mt-2 text-s">
          <Mark means="warn">
            {many(cost.unpriced.calls, 'call')} not counted: {unpricedWords(cost.unpriced.models)}.
          </Mark>{' '}
          <a href="#/settings/fleet" className="rounded-s text-accent underline">
            Give prices
          </a>
        </p>
      )}
    </TileFrame>
  )
}

const shown = 4

type Shared = { title: string; shares: FleetCost['by_agent']; leftOut: number; total: number }

function Shares({ title, shares, leftOut, total }: Shared) {
  const others = Math.max(0, shares.length - shown) + leftOut
  const theirs = shares.slice(0, shown).reduce((rest, { cost_usd }) => rest - cost_usd, total)
  return (
    <div className="min-w-0">
      <p className="text-xs text-faint">{title}</p>
      <ul aria-label={title}>
        {shares.slice(0, shown).map(({ name, cost_usd }) => (
          <li key={name} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate" title={name}>
              {name}
            </span>
            <span className="font-mono">{usd(cost_usd)}</span>
          </li>
        ))}
        {others > 0 && (
          <li className="flex gap-2 text-muted">
            <span className="flex-1">{many(others, 'other')}</span>
            <span className="font-mono">{usd(Math.max(0, theirs))}</span>
          </li>
        )}
      </ul>
    </div>
  )
}
