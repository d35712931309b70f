import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { buttonLook } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { TraceDetail } from '../../../fleet-api.ts'
import { type TraceView, traceViews } from '../address.ts'
import { LabelMark, TraceStatusMark, ViolationsMark } from '../marks.tsx'
import { costWords, lengthWords, shortCount, shortId } from '../words.ts'

const names: Record<TraceView, string> = { dag: 'Picture', waterfall: 'Waterfall', table: 'Table' }
/** What of a longer list is in the head; all are beside the picture. */
const tagsShown = 3

/** What one has to know of a trace before looking into it. */
export function TraceHead({ trace, view }: { trace: TraceDetail; view: TraceView }) {
  const { violations } = trace
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex items-start gap-2 px-3 pt-2">
        <Link
          to="/traces"
          search={
            ((before: Record<string, unknown>) => ({
              ...before,
              open: undefined,
              view: undefined,
              span: undefined,
            })) as never
          }
          activeOptions={{ explicitUndefined: true }}
          aria-label="Back to all traces"
          className={`${buttonLook('ghost')} px-1.5!`}
        >
          <ArrowLeft size={15} aria-hidden />
        </Link>
        <div className="min-w-0 flex-1">
          <h2 className="flex min-w-0 items-center gap-x-3 text-l font-semibold">
            <span className="truncate">{trace.name}</span>
            <span className="shrink-0 text-m font-normal">
              <TraceStatusMark status={trace.status} />
            </span>
          </h2>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-0.5 text-s text-muted">
            <b className="font-semibold text-ink">{trace.agent}</b>
            <span className="inline-flex items-center font-mono">
              {shortId(trace.trace_id)} <CopyButton text={trace.trace_id} what="the trace’s id" />
            </span>
            <Time at={trace.started_at} show="both" />
            <span>
              took <span className="font-mono text-ink">{lengthWords(trace.duration_ms * 1000)}</span>
            </span>
            <span>
              {count(trace.span_count)} {trace.span_count === 1 ? 'span' : 'spans'}
              {trace.error_count > 0 && <span className="text-bad">, {count(trace.error_count)} failed</span>}
            </span>
            <span title={`${count(trace.input_tokens)} tokens in, ${count(trace.output_tokens)} out`}>
              {shortCount(trace.input_tokens + trace.output_tokens)} tokens
            </span>
            <span>{costWords(trace.cost_usd)}</span>
            {trace.model !== null && <span>{trace.model}</span>}
            {violations.amber + violations.red > 0 ? (
              <ViolationsMark violations={violations} />
            ) : (
              trace.evaluations.length > 0 && <LabelMark label="green" />
            )}
            {trace.tags.slice(0, tagsShown).map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
            {trace.tags.length > tagsShown && <span>and {trace.tags.length - tagsShown} more tags</span>}
          </p>
        </div>
      </div>
      <nav aria-label="Views of this trace" className="mt-1 flex h-9 items-stretch gap-1 px-3">
        {traceViews.map((each) => (
          <Link
            key={each}
            to="/traces"
            replace
            search={
              ((before: Record<string, unknown>) => ({ ...before, view: each === 'dag' ? undefined : each })) as never
            }
            activeOptions={{ explicitUndefined: true }}
            data-shown={each === view ? '' : undefined}
            className="-mb-px inline-flex items-center border-b-2 border-transparent px-2.5 text-muted hover:text-ink focus-visible:-outline-offset-2 data-shown:border-accent data-shown:font-semibold data-shown:text-ink"
          >
            {names[each]}
          </Link>
        ))}
      </nav>
    </header>
  )
}
