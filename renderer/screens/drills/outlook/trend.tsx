import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Suppression, suppressions } from '../../../../shared/domain/drill-route.ts'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { ErrorState, Skeleton } from '../../../components/states.tsx'
import { drillsApi } from '../../../drills-api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'
import { planned } from '../entry-names.ts'
import { categoryWords } from '../marks.tsx'
import { Pane } from './pane.tsx'
import { type Bar, barsOf } from './trend-bars.ts'

const days = 30
const queryKey = ['drills', 'trend', days] as const

/** What was not sent in the last days, and why. */
export function Trend() {
  const [asTable, setAsTable] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await drillsApi.trends({ days }, signal)).trend,
  })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action === planned)) void queryClient.invalidateQueries({ queryKey })
      }),
    [],
  )
  const bars = data && barsOf(data.days, data.generated_at.slice(0, 10), days)
  const counted = suppressions.filter((category) => (data?.category_counts[category] ?? 0) > 0)
  return (
    <figure className="flex min-w-0 flex-col">
      <figcaption className="flex h-8 items-center gap-2 pr-2 pl-3 text-s">
        <span className="truncate font-semibold text-muted">Suppressed, {days} days</span>
        <span className="flex-1" />
        {counted.length > 0 && (
          <Button kind="ghost" className="h-6!" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Picture' : 'Table'}
          </Button>
        )}
      </figcaption>
      <Pane name="Suppressed">
        {error !== null && data === undefined && (
          <ErrorState what="The trend" error={error} onRetry={() => void refetch()} />
        )}
        {error === null && bars === undefined && <Skeleton className="h-20 w-full" />}
        {bars !== undefined && counted.length === 0 && <p className="text-s text-muted">Nothing was suppressed.</p>}
        {bars !== undefined && data !== undefined && counted.length > 0 && (
          <>
            {!asTable && (
              <>
                <Picture bars={bars} />
                <ul className="mt-1.5 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
                  {counted.map((category) => (
                    <li key={category} className="inline-flex items-center gap-1.5">
                      <svg aria-hidden="true" width="10" height="10">
                        <rect width="10" height="10" rx="2" {...looks[category]} />
                      </svg>
                      {categoryWords[category]} {count(data.category_counts[category] ?? 0)}
                    </li>
                  ))}
                </ul>
              </>
            )}
            <div className={asTable ? '' : 'sr-only'}>
              <Table bars={bars} categories={counted} />
            </div>
          </>
        )}
      </Pane>
    </figure>
  )
}

/** Told apart by more than their colour: in a bar they stand in this order, two of them hatched. */
const looks: Record<Suppression, { className: string; fill?: string }> = {
  maintenance_window: { className: 'fill-accent' },
  owner_calendar: { className: 'stroke-warn', fill: 'url(#hatched-warn)' },
  healthy_schedule: { className: 'fill-line-strong' },
  other: { className: 'stroke-bad', fill: 'url(#hatched-bad)' },
}

const tall = 72

function Picture({ bars }: { bars: readonly Bar[] }) {
  const wide = 100 / bars.length
  return (
    <svg aria-hidden="true" width="100%" height={tall} className="block border-b border-line-strong">
      <defs>
        {(['warn', 'bad'] as const).map((name) => (
          <pattern key={name} id={`hatched-${name}`} width="4" height="4" patternUnits="userSpaceOnUse">
            <path d="M0 4L4 0M-1 1L1 -1M3 5L5 3" className={name === 'warn' ? 'stroke-warn' : 'stroke-bad'} />
          </pattern>
        ))}
      </defs>
      {bars.map(({ day, total, parts }, index) => (
        <g key={day}>
          <title>{`${day}: ${total} suppressed${parts.map(({ category, count: n }) => `\n${categoryWords[category]} ${n}`).join('')}`}</title>
          <rect x={`${index * wide}%`} width={`${wide}%`} y={0} height={tall} className="fill-transparent" />
          {parts.map(({ category, from, height }) => (
            <rect
              key={category}
              x={`${index * wide + wide * 0.15}%`}
              width={`${wide * 0.7}%`}
              y={tall - (from + height) * (tall - 4)}
              height={height * (tall - 4)}
              {...looks[category]}
            />
          ))}
        </g>
      ))}
    </svg>
  )
}

function Table({ bars, categories }: { bars: readonly Bar[]; categories: readonly Suppression[] }) {
  return (
    <table className="w-full border-collapse text-s" aria-label="Suppressed by day and reason">
      <thead>
        <tr className="text-left text-xs text-faint">
          <th className="py-1 pr-3 font-semibold">Day (UTC)</th>
          {categories.map((category) => (
            <th key={category} className="py-1 pr-3 text-right font-semibold">
              {categoryWords[category]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars
          .filter(({ total }) => total > 0)
          .toReversed()
          .map(({ day, parts }) => (
            <tr key={day} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-mono font-normal">
                {day}
              </th>
              {categories.map((category) => (
                <td key={category} className="py-1 pr-3 text-right">
                  {parts.find((part) => part.category === category)?.count ?? 0}
                </td>
              ))}
            </tr>
          ))}
      </tbody>
    </table>
  )
}
