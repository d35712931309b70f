import { ChevronDown, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Drawer, DrawerSection } from '../../../components/drawer.tsx'
import { JsonTree } from '../../../components/json-tree.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Fact } from '../../../components/page.tsx'
import { ErrorState, Skeleton } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import type { Evaluation, Span, SpanDetail } from '../../../fleet-api.ts'
import { useSpan } from '../../../state/fleet.ts'
import { traceHref } from '../address.ts'
import { SpanStatusMark } from '../marks.tsx'
import { costWords, lengthWords, shortId, sortOf, sortWords, tokenWords } from '../words.ts'
import { Violations } from './violations.tsx'

type Props = {
  trace: string
  span: Span
  /** It names a parent that was not reported. */
  orphan: boolean
  evaluations: readonly Evaluation[]
  focused: boolean
  onMenu: (anchor: HTMLElement) => void
  onClose: () => void
}

/** All that was reported of one span. It is data of the reporter's: shown, and never believed. */
export function SpanDrawer({ trace, span, orphan, evaluations, focused, onMenu, onClose }: Props) {
  const { data, error, refetch } = useSpan(trace, span.span_id)
  const judged = evaluations.filter(({ span_id }) => span_id === span.span_id)
  return (
    <Drawer
      over={`Span, ${sortWords[sortOf(span)]}`}
      title={span.name}
      under={
        <span className="flex items-center gap-1">
          {span.span_id} <CopyButton text={span.span_id} what="the span’s id" />
        </span>
      }
      focused={focused}
      onClose={onClose}
      footer={
        <footer className="flex justify-end border-t border-line-strong px-4 py-2.5">
          <Button onClick={({ currentTarget }) => onMenu(currentTarget)}>
            Do something about it <ChevronDown size={13} aria-hidden /> <Kbd keys="m" />
          </Button>
        </footer>
      }
    >
      <DrawerSection title="What it did">
        {orphan && (
          <p className="mb-1 flex items-start gap-1.5 text-s text-warn">
            <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
            The span that it names as its parent was not reported, so it stands at the beginning.
          </p>
        )}
        <dl className="grid grid-cols-2 gap-x-4">
          <Fact name="Status">
            {span.status === 'error' ? <SpanStatusMark status="error" /> : span.status === 'ok' ? 'ok' : 'not said'}
          </Fact>
          <Fact name="Took">
            {lengthWords(span.duration_us)}, from {lengthWords(span.offset_us)} on
          </Fact>
          <Fact name="Begun">
            <Time at={span.started_at} />
          </Fact>
          <Fact name="Agent">{span.agent}</Fact>
          {span.operation !== null && <Fact name="Operation">{span.operation}</Fact>}
          {span.tool !== null && <Fact name="Tool">{span.tool}</Fact>}
          {span.model !== null && (
            <Fact name="Model">
              {span.model}
              {span.provider !== null && `, ${span.provider}`}
            </Fact>
          )}
          {(span.model !== null || span.cost_usd !== null) && <Fact name="Cost">{costWords(span.cost_usd)}</Fact>}
          {span.input_tokens !== null || span.output_tokens !== null ? (
            <Fact name="Tokens">{tokenWords(span.input_tokens, span.output_tokens)}</Fact>
          ) : null}
          {span.conversation !== null && (
            <Fact name="Conversation" mono>
              {span.conversation}
            </Fact>
          )}
        </dl>
        {span.status_message !== null && (
          <p className="mt-1 rounded-m border border-bad/40 bg-bad-bg px-3 py-2 break-words whitespace-pre-wrap">
            {span.status_message}
          </p>
        )}
      </DrawerSection>
      {judged.length > 0 && <Violations evaluations={judged} title="How it was judged" />}
      {data !== undefined ? (
        <Documents detail={data} />
      ) : error !== null ? (
        <ErrorState what="The attributes" error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading the attributes" className="flex flex-col gap-2 p-4">
          <Skeleton className="h-3 w-1/2" />
          <Skeleton className="h-3 w-2/3" />
          <Skeleton className="h-3 w-1/3" />
        </div>
      )}
    </Drawer>
  )
}

function Documents({ detail: { attributes, resource, scope, events, links, dropped } }: { detail: SpanDetail }) {
  return (
    <>
      <Part title="Attributes" of={attributes} what="the attributes" />
      {events.length > 0 && (
        <DrawerSection title={`Events (${count(events.length)})`}>
          <ul className="flex flex-col gap-2">
            {events.map((event, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity, and their order is theirs
              <li key={n}>
                <div className="flex items-center gap-2">
                  <b className="min-w-0 truncate font-semibold">{event.name}</b> <Time at={event.at} show="clock" />
                </div>
                {Object.keys(event.attributes).length > 0 && <JsonTree value={event.attributes} />}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      {links.length > 0 && (
        <DrawerSection title={`Links (${count(links.length)})`}>
          <ul className="flex flex-col gap-2">
            {links.map((link, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a span may link another twice
              <li key={n}>
                <a
                  href={traceHref(link.trace_id, link.span_id)}
                  className="rounded-s font-mono text-s text-accent underline"
                >
                  span {shortId(link.span_id)} of trace {shortId(link.trace_id)}
                </a>
                {Object.keys(link.attributes).length > 0 && <JsonTree value={link.attributes} />}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      <Part title="Resource" of={resource} what="the resource" />
      <DrawerSection title="Reported by">
        <p className="font-mono text-s break-all">
          {scope.name === '' ? 'no name' : scope.name}
          {scope.version !== null && ` ${scope.version}`}
        </p>
        {dropped > 0 && (
          <p className="mt-1 text-s text-warn">
            {count(dropped)} more attributes, events or links were left out: the reporter dropped them, or there were
            too many.
          </p>
        )}
      </DrawerSection>
    </>
  )
}

function Part({ title, of, what }: { title: string; of: SpanDetail['attributes']; what: string }): ReactNode {
  const empty = Object.keys(of).length === 0
  return (
    <DrawerSection
      title={title}
      aside={!empty && <CopyButton text={JSON.stringify(of, null, 2)} what={`${what} as JSON`} />}
    >
      {empty ? <p className="text-s text-muted">None.</p> : <JsonTree value={of} />}
    </DrawerSection>
  )
}
