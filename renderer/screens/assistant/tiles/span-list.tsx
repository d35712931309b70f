import { ListTree } from 'lucide-react'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Mark } from '../../../components/mark.tsx'
import { many, tokens, span as took } from '../../../components/quantity.ts'
import { tabbed } from '../../../components/tabbed.ts'
import type { Span, Trace } from '../../../fleet-api.ts'
import { linkToTrace } from './links.ts'
import { spanBars } from './span-bars.ts'
import { Nothing } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

type Props = { trace: Trace | null; spans: readonly Span[]; total: number; at: string | null }

/** The first steps of the last trace: when each ran, for how long, and what went wrong. */
export function SpanList({ trace, spans, total, at }: Props) {
  if (trace === null || spans.length === 0)
    return (
      <TileFrame icon={ListTree} title="Steps of the last trace" age={<AsOf at={at} />}>
        <Nothing>
          {trace === null
            ? 'No trace has come in yet. How agents send them stands under Settings, Fleet.'
            : 'That trace has no spans any more: they were older than telemetry is kept.'}
        </Nothing>
      </TileFrame>
    )
  const bars = spanBars(spans, trace.duration_ms)
  return (
    <TileFrame
      icon={ListTree}
      title="Steps of the last trace"
      age={<AsOf at={at} />}
      link={{
        to: linkToTrace(trace.trace_id),
        label: total > spans.length ? `All ${tokens(total)} spans` : 'Open the trace',
      }}
    >
      <div className="mb-1 flex items-center gap-x-2 text-s text-muted">
        <span className="min-w-0 flex-1 break-words">
          {trace.name} · {trace.agent} · took {took(trace.duration_ms)}
        </span>
        <CopyButton text={tabbed(head, spans.map(cellsOf))} what="the steps as a table" className="h-6! px-1.5!" />
      </div>
      <table aria-label="Steps" className="w-full table-fixed border-collapse text-s">
        <thead>
          <tr className="text-left text-xs text-faint">
            <th scope="col" className="w-[38%] py-1 font-semibold">
              Step
            </th>
            <th scope="col" className="py-1 pl-2 font-semibold">
              <span className="sr-only">Began after; </span>When
            </th>
            <th scope="col" className="w-18 py-1 pl-2 text-right font-semibold">
              Took
            </th>
            <th scope="col" className="w-16 py-1 pl-2 font-semibold">
              Status
            </th>
          </tr>
        </thead>
        <tbody>
          {spans.map((span, place) => (
            <tr key={span.span_id} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                <span className="block truncate" title={span.name}>
                  {span.name}
                </span>
                <span className="block truncate text-xs text-faint">{whatOf(span)}</span>
              </th>
              <td className="py-1 pl-2">
                <span className="sr-only">{took(span.offset_us / 1000)}</span>
                <svg aria-hidden="true" width="100%" height="10" className="block rounded-s bg-bg">
                  <rect
                    x={`${bars[place]?.from ?? 0}%`}
                    width={`${bars[place]?.wide ?? 0}%`}
                    height="10"
                    rx="1.5"
                    className={span.status === 'error' ? 'fill-bad' : 'fill-accent'}
                  />
                </svg>
              </td>
              <td className="py-1 pl-2 text-right font-mono">{took(span.duration_us / 1000)}</td>
              <td className="py-1 pl-2">
                {span.status === 'error' ? <Mark means="bad">error</Mark> : <span className="text-muted">ok</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > spans.length && (
        <p className="mt-1.5 text-s text-muted">
          {many(total - spans.length, 'more span')} {total - spans.length === 1 ? 'is' : 'are'} not shown here.
        </p>
      )}
    </TileFrame>
  )
}

const whatOf = ({ operation, tool, model, kind }: Span): string =>
  [operation ?? kind, tool, model].filter((part) => part !== null).join(' · ')

const head = ['Step', 'What', 'Began after', 'Took', 'Status'] as const
const cellsOf = (span: Span): string[] => [
  span.name,
  whatOf(span),
  took(span.offset_us / 1000),
  took(span.duration_us / 1000),
  span.status === 'error' ? `error${span.status_message === null ? '' : `: ${span.status_message}`}` : 'ok',
]
