import { Waypoints } from 'lucide-react'
import { Mark, Tag } from '../../../components/mark.tsx'
import { many, percent, span, tokens, usd } from '../../../components/quantity.ts'
import { Time } from '../../../components/time.tsx'
import type { Trace } from '../../../fleet-api.ts'
import { linkToTrace } from './links.ts'
import { Nothing, Stat, Stats } from './stat.tsx'
import { AsOf, TileFrame } from './tile-frame.tsx'

/** The trace that came last, and the way to all of it. */
export function TraceLink({ trace, at }: { trace: Trace | null; at: string | null }) {
  if (trace === null)
    return (
      <TileFrame icon={Waypoints} title="Last trace" age={<AsOf at={at} />} link={{ to: '#/traces', label: 'Traces' }}>
        <Nothing>No trace has come in yet. How agents send them stands under Settings, Fleet.</Nothing>
      </TileFrame>
    )
  const { violations } = trace
  return (
    <TileFrame
      icon={Waypoints}
      title="Last trace"
      age={<AsOf at={at} />}
      link={{ to: linkToTrace(trace.trace_id), label: 'Open the trace' }}
    >
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
        <a
          href={linkToTrace(trace.trace_id)}
          className="min-w-0 rounded-s font-semibold break-words text-accent underline"
        >
          {trace.name}
        </a>
        {trace.status === 'error' ? <Mark means="bad">failed</Mark> : <Mark means="ok">ok</Mark>}
        {violations.red > 0 && <Mark means="bad">{many(violations.red, 'red verdict')}</Mark>}
        {violations.amber > 0 && <Mark means="warn">{many(violations.amber, 'amber verdict')}</Mark>}
      </p>
      <p className="mt-0.5 mb-2 flex flex-wrap items-center gap-x-2.5 text-s text-muted">
        <span className="break-all">{trace.agent}</span>
        <span>
          began <Time at={trace.started_at} show="both" />
        </span>
        {trace.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </p>
      <Stats>
        <Stat name="Took">{span(trace.duration_ms)}</Stat>
        <Stat name="Spans">{tokens(trace.span_count)}</Stat>
        <Stat
          name="Errors"
          means={trace.error_count > 0 ? 'bad' : 'plain'}
          says={trace.error_count > 0 ? percent(trace.error_count / Math.max(1, trace.span_count)) : undefined}
        >
          {tokens(trace.error_count)}
        </Stat>
        <Stat name="Model calls">{tokens(trace.llm_calls)}</Stat>
        <Stat name="Tool calls">{tokens(trace.tool_calls)}</Stat>
        <Stat name="Tokens in / out">
          {tokens(trace.input_tokens)} / {tokens(trace.output_tokens)}
        </Stat>
        <Stat name="Cost">{trace.cost_usd === null ? 'no price' : usd(trace.cost_usd)}</Stat>
      </Stats>
      <p className="mt-1.5 font-mono text-xs break-all text-faint">{trace.trace_id}</p>
    </TileFrame>
  )
}
