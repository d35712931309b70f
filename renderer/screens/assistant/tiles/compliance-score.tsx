import { BadgeCheck } from 'lucide-react'
import { ChartFigure } from '../../../components/chart-figure.tsx'
import { Mark } from '../../../components/mark.tsx'
import { many, percent, tokens } from '../../../components/quantity.ts'
import type { Compliance } from '../../../fleet-api.ts'
import { type DayBar, dayBars } from './daily-bars.ts'
import { Nothing } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

/** How many verdicts passed, by framework and by day. A rate over verdicts, and no certificate. */
export function ComplianceScore({ compliance, at }: { compliance: Compliance; at: string | null }) {
  const { days, evaluated, passed, pass_rate, by_framework } = compliance
  const failing = compliance.by_rule
    .filter(({ red, amber }) => red + amber > 0)
    .toSorted(worstFirst)
    .slice(0, 4)
  return (
    <TileFrame icon={BadgeCheck} title={`Pass rate, ${days} days`} age={<AsOf at={at} minutes={24 * 60} />}>
      {evaluated === 0 ? (
        <Nothing>Nothing was judged in this time, so there is no rate. Rules stand under Settings, Fleet.</Nothing>
      ) : (
        <>
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <span className="text-xl font-semibold">{percent(pass_rate)}</span>
            <span className="text-muted">
              {tokens(passed)} of {many(evaluated, 'verdict')} passed; {tokens(evaluated - passed)} amber or red.
            </span>
          </p>
          {by_framework.length > 0 && (
            <ul aria-label="By framework" className="mt-1.5 flex flex-wrap gap-1.5">
              {by_framework.map((each) => (
                <li key={each.framework} className="rounded-m border border-line-strong px-2 py-0.5 text-s">
                  <span className="font-semibold">{each.framework}</span>{' '}
                  {each.evaluated === 0 ? (
                    <span className="text-muted">not judged</span>
                  ) : (
                    <>
                      {percent(each.pass_rate)} <span className="text-muted">of {tokens(each.evaluated)}</span>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
          <Daily bars={dayBars(compliance)} />
          {failing.length > 0 && (
            <ul aria-label="Rules that failed most" className="mt-2 text-s">
              {failing.map(({ rule, amber, red }) => (
                <li key={rule} className="flex flex-wrap gap-x-3">
                  <span className="min-w-0 flex-1 break-words">{rule}</span>
                  {red > 0 && <Mark means="bad">{tokens(red)} red</Mark>}
                  {amber > 0 && <Mark means="warn">{tokens(amber)} amber</Mark>}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </TileFrame>
  )
}

type Rule = Compliance['by_rule'][number]
const worstFirst = (a: Rule, b: Rule): number => b.red - a.red || b.amber - a.amber

const tall = 44

/** A bar a day: what passed stands, what did not hangs hatched above it. A day without verdicts stays empty. */
function Daily({ bars }: { bars: readonly DayBar[] }) {
  const wide = 100 / bars.length
  return (
    <div className="mt-2">
      <ChartFigure
        title="Passed by day (UTC)"
        head={['Day', 'Passed', 'Judged', 'Rate']}
        rows={bars
          .filter(({ evaluated }) => evaluated > 0)
          .toReversed()
          .map(({ day, passed, evaluated, rate }) => [day, tokens(passed), tokens(evaluated), percent(rate)])}
      >
        <svg aria-hidden="true" width="100%" height={tall} className="block border-b border-line-strong">
          <defs>
            <pattern id="day-failed" width="4" height="4" patternUnits="userSpaceOnUse">
              <path d="M0 4L4 0M-1 1L1 -1M3 5L5 3" className="stroke-bad" />
            </pattern>
          </defs>
          {bars.map(({ day, passed, evaluated, rate }, place) => {
            const share = rate ?? 0
            const x = `${place * wide + wide * 0.12}%`
            const width = `${wide * 0.76}%`
            return (
              <g key={day}>
                <title>{evaluated === 0 ? `${day}: nothing judged` : `${day}: ${passed} of ${evaluated} passed`}</title>
                <rect x={`${place * wide}%`} width={`${wide}%`} height={tall} className="fill-transparent" />
                {evaluated > 0 && (
                  <>
                    <rect x={x} width={width} height={tall * (1 - share)} fill="url(#day-failed)" />
                    <rect x={x} width={width} y={tall * (1 - share)} height={tall * share} className="fill-ok" />
                  </>
                )}
              </g>
            )
          })}
        </svg>
        <p aria-hidden className="mt-1 flex justify-between text-xs text-faint">
          <span>{bars[0]?.day}</span>
          <span>solid passed · hatched amber or red</span>
          <span>{bars.at(-1)?.day}</span>
        </p>
      </ChartFigure>
    </div>
  )
}
