import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { count } from '../../../components/clock.ts'
import { Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { useWidth } from '../../../components/use-width.ts'
import type { Trace } from '../../../fleet-api.ts'
import { TraceStatusMark, ViolationsMark } from '../marks.tsx'
import { useCurrent } from '../trace/current.ts'
import { costWords, lengthWords, shortCount, shortId } from '../words.ts'

type Column = { name: string; look: string; from: number; cell: (trace: Trace) => ReactNode }
const number = 'text-right justify-end'

const columns: readonly Column[] = [
  { name: 'Status', look: 'w-20', from: 0, cell: ({ status }) => <TraceStatusMark status={status} /> },
  { name: 'Violations', look: 'w-36', from: 560, cell: (trace) => <ViolationsMark violations={trace.violations} /> },
  {
    name: 'Took',
    look: `w-22 ${number}`,
    from: 480,
    cell: ({ duration_ms }) => <span className="font-mono text-s">{lengthWords(duration_ms * 1000)}</span>,
  },
  {
    name: 'Spans',
    look: `w-24 ${number}`,
    from: 860,
    cell: ({ span_count, error_count }) => (
      <span>
        {count(span_count)}
        {error_count > 0 && <span className="text-bad"> ({count(error_count)} failed)</span>}
      </span>
    ),
  },
  {
    name: 'Tokens',
    look: `w-18 ${number}`,
    from: 960,
    cell: ({ input_tokens, output_tokens }) => (
      <span title={`${count(input_tokens)} in, ${count(output_tokens)} out`}>
        {shortCount(input_tokens + output_tokens)}
      </span>
    ),
  },
  {
    name: 'Cost',
    look: `w-22 ${number}`,
    from: 740,
    cell: ({ cost_usd }) => <span className={cost_usd === null ? 'text-faint' : ''}>{costWords(cost_usd)}</span>,
  },
  { name: 'Model', look: 'w-40', from: 1080, cell: ({ model }) => model ?? <span className="text-faint">none</span> },
  { name: 'Begun', look: 'w-40', from: 1240, cell: ({ started_at }) => <Time at={started_at} /> },
  {
    name: 'Ago',
    look: 'w-20',
    from: 640,
    cell: ({ started_at }) => <Time at={started_at} show="relative" className="text-muted" />,
  },
]

export function TraceTable({ traces }: { traces: readonly Trace[] }) {
  const [box, width] = useWidth<HTMLDivElement>()
  const shown = columns.filter(({ from }) => width >= from)
  const table = useRef<HTMLTableElement>(null)
  // Whoever comes back from a trace is where they were.
  useEffect(() => {
    const { trace } = useCurrent.getState()
    const row = trace === null ? null : table.current?.querySelector<HTMLElement>(`[data-trace="${CSS.escape(trace)}"]`)
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
    useCurrent.setState({ trace: null, span: null, byKey: false })
  }, [])
  return (
    <div ref={box}>
      <table ref={table} className="w-full table-fixed border-collapse" aria-label="Traces">
        <thead className="sticky top-0 z-2 bg-bg">
          <tr className="h-8 text-left text-xs text-faint">
            <th scope="col" className="px-2 pl-3 font-semibold shadow-[inset_0_-1px_var(--line)]">
              Trace
            </th>
            {shown.map(({ name, look }) => (
              <th
                key={name}
                scope="col"
                className={`px-2 font-semibold shadow-[inset_0_-1px_var(--line)] last:pr-3 ${look}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {traces.map((trace) => (
            <tr
              key={trace.trace_id}
              className="relative h-(--row) border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus"
            >
              <td className="px-2 pl-3">
                <Link
                  to="/traces"
                  search={((before: Record<string, unknown>) => ({ ...before, open: trace.trace_id })) as never}
                  preload={false}
                  data-trace={trace.trace_id}
                  className="flex min-w-0 items-center gap-2 overflow-hidden whitespace-nowrap after:absolute after:inset-0 focus-visible:outline-none"
                >
                  <b className="max-w-1/2 shrink-0 truncate font-semibold">{trace.agent}</b>
                  <span className="min-w-16 truncate">{trace.name}</span>
                  <span className="shrink-0 font-mono text-s text-faint">{shortId(trace.trace_id)}</span>
                  {trace.tags.slice(0, 2).map((tag) => (
                    <Tag key={tag}>{tag}</Tag>
                  ))}
                  {trace.tags.length > 2 && <span className="text-xs text-muted">+{trace.tags.length - 2} tags</span>}
                </Link>
              </td>
              {shown.map(({ name, look, cell }) => (
                <td key={name} className="px-2 last:pr-3">
                  <div
                    className={`flex min-w-0 items-center overflow-hidden whitespace-nowrap ${look.includes(number) ? number : ''}`}
                  >
                    {cell(trace)}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
