import type { Attributions } from '../fleet-api.ts'
import { type AttributionBar, barsOf, contribution, sumWords } from './attribution-bars.ts'
import { ChartFigure } from './chart-figure.tsx'
import { inputName, inputValue } from './rule-inputs.ts'

/** How much each input weighed in a verdict: to the right what raised the score, to the left and hatched what lowered it. */
export function AttributionChart({ of }: { of: Attributions }) {
  const bars = barsOf(of.items)
  const sum = sumWords(of)
  if (bars.length === 0) return <p className="text-s text-muted">No input weighed anything.</p>
  return (
    <div>
      <ChartFigure
        title="What weighed how much"
        head={['Input', 'Value', 'Usual', 'Contribution', 'Effect']}
        rows={bars.map(({ input, value, baseline, contribution: weight, way }) => [
          inputName(input),
          inputValue(input, value),
          inputValue(input, baseline),
          contribution(weight),
          wayWords[way],
        ])}
      >
        <ul aria-hidden className="flex flex-col gap-1">
          {bars.map((bar) => (
            <li
              key={bar.input}
              className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-2 text-s leading-tight"
            >
              <span className="min-w-0">
                <span className="block truncate">{inputName(bar.input)}</span>
                <span className="block truncate text-xs text-faint">
                  {inputValue(bar.input, bar.value)}
                  {bar.baseline !== null && ` · usual ${inputValue(bar.input, bar.baseline)}`}
                </span>
              </span>
              <Bar bar={bar} />
              <span className="w-22 text-right">
                <span className="block font-mono">{contribution(bar.contribution)}</span>
                <span className="block text-xs text-faint">{wayWords[bar.way]}</span>
              </span>
            </li>
          ))}
        </ul>
      </ChartFigure>
      <p className="mt-1.5 text-s text-muted">
        {sum !== null && `${sum} `}
        {of.source === 'shapley'
          ? 'Exact Shapley values: together they make up the difference.'
          : 'As whoever reported it said so; not computed here.'}
      </p>
    </div>
  )
}

const wayWords = { raises: 'raised it', lowers: 'lowered it', none: 'no effect' } as const

function Bar({ bar: { way, length } }: { bar: AttributionBar }) {
  const half = Math.max(1, length * 50)
  return (
    <svg aria-hidden="true" width="100%" height="14" className="block">
      <defs>
        <pattern id="lowers" width="5" height="5" patternUnits="userSpaceOnUse">
          <path d="M0 5L5 0M-1 1L1 -1M4 6L6 4" className="stroke-accent" strokeWidth="1.5" />
        </pattern>
      </defs>
      <line x1="50%" x2="50%" y1="0" y2="14" className="stroke-line-strong" />
      {way === 'raises' && <rect x="50%" y="2" width={`${half}%`} height="10" className="fill-warn" />}
      {way === 'lowers' && (
        <rect
          x={`${50 - half}%`}
          y="2"
          width={`${half}%`}
          height="10"
          fill="url(#lowers)"
          className="stroke-accent"
          strokeWidth="1"
        />
      )}
    </svg>
  )
}
