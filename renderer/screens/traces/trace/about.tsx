import { BellRing, CircleCheck } from 'lucide-react'
import { DrawerSection } from '../../../components/drawer.tsx'
import { Tag } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { Time } from '../../../components/time.tsx'
import type { FleetAlert, TraceDetail } from '../../../fleet-api.ts'
import { LinkedIncidents } from '../../incidents/linked-incidents.tsx'
import { listHref } from '../address.ts'
import { costWords, tokenWords } from '../words.ts'
import { LinkToIncident } from './link-to-incident.tsx'
import { Violations } from './violations.tsx'

/** A trace as a whole, beside its picture for as long as none of its spans is open. */
export function About({ trace, onSpan }: { trace: TraceDetail; onSpan: (span: string) => void }) {
  return (
    <aside
      aria-label="About this trace"
      className="flex h-full w-[clamp(350px,34vw,560px)] shrink-0 flex-col border-l border-line-strong bg-surface"
    >
      <ScrollRegion label="Facts of this trace" className="min-h-0 flex-1">
        <Violations evaluations={trace.evaluations} title="How it was judged" onSpan={onSpan} />
        <Alerts alerts={trace.alerts} agent={trace.agent} />
        <DrawerSection title="Facts">
          <dl className="grid grid-cols-2 gap-x-4">
            <Fact name="Begun">
              <Time at={trace.started_at} show="both" />
            </Fact>
            <Fact name="Ended">
              <Time at={trace.ended_at} />
            </Fact>
            <Fact name="Model calls">{trace.llm_calls}</Fact>
            <Fact name="Tool calls">{trace.tool_calls}</Fact>
            <Fact name="Tokens">{tokenWords(trace.input_tokens, trace.output_tokens)}</Fact>
            <Fact name="Cost">{costWords(trace.cost_usd)}</Fact>
            {trace.model !== null && <Fact name="Model">{trace.model}</Fact>}
            {trace.conversation !== null && (
              <Fact name="Conversation" mono>
                <a href={listHref({ q: trace.conversation })} className="rounded-s text-accent underline">
                  {trace.conversation}
                </a>
              </Fact>
            )}
          </dl>
        </DrawerSection>
        <DrawerSection title="Tags">
          {trace.tags.length === 0 ? (
            <p className="text-s text-muted">None. A tag is put on it by an action, and stays on record.</p>
          ) : (
            <p className="flex flex-wrap gap-1.5">
              {trace.tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </p>
          )}
        </DrawerSection>
        <LinkedIncidents kind="trace" id={trace.trace_id} />
        <LinkToIncident trace={trace.trace_id} />
        <p className="flex flex-wrap gap-x-4 px-4 py-3 text-s">
          <a href={`#/audit?subject=trace:${trace.trace_id}`} className="rounded-s text-accent underline">
            What the ledger has about it
          </a>
          <a href={listHref({ agent: trace.agent })} className="rounded-s text-accent underline">
            All traces of {trace.agent}
          </a>
        </p>
      </ScrollRegion>
    </aside>
  )
}

function Alerts({ alerts, agent }: { alerts: readonly FleetAlert[]; agent: string }) {
  return (
    <DrawerSection title={`Alerts of ${agent} at that time`}>
      {alerts.length === 0 && <p className="text-s text-muted">None.</p>}
      <ul className="flex flex-col gap-1.5">
        {alerts.map(({ id, name, severity, status, summary, starts_at, ends_at, source }) => (
          <li key={id} className="rounded-m border border-line px-3 py-1.5">
            <div className="flex items-center gap-2">
              <b className="min-w-0 truncate font-semibold">{name}</b>
              <span
                className={`ml-auto inline-flex shrink-0 items-center gap-1 ${status === 'firing' ? 'text-bad' : 'text-ok'}`}
              >
                {status === 'firing' ? <BellRing size={13} aria-hidden /> : <CircleCheck size={13} aria-hidden />}
                {status}
              </span>
            </div>
            {summary !== null && <p className="break-words">{summary}</p>}
            <p className="text-s text-muted">
              {severity}, {source === 'detector' ? 'by this console’s detector' : 'by Alertmanager'}, since{' '}
              <Time at={starts_at} />
              {ends_at !== null && (
                <>
                  {' '}
                  until <Time at={ends_at} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}
