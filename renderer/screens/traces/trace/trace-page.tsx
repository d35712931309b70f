import { CircleSlash2 } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import type { Span, TraceDetail } from '../../../fleet-api.ts'
import { ApiProblem, sentenceOf } from '../../../problem.ts'
import { useAddress } from '../../../state/address.ts'
import { useFleetNews, useTrace } from '../../../state/fleet.ts'
import { PauseAgent } from '../actions/pause-agent.tsx'
import { ProposeAbout } from '../actions/propose-about.tsx'
import type { SpanDeed } from '../actions/span-actions.ts'
import { type MenuAt, NodeActionMenu } from '../actions/span-menu.tsx'
import { readAddress, type TraceView } from '../address.ts'
import { About } from './about.tsx'
import { currentIn, moveTo } from './current.ts'
import { findingsOf } from './findings.ts'
import { type Anchor, type Hands, HandsProvider } from './hands.ts'
import { SpanDrawer } from './span-drawer.tsx'
import { SpanTable } from './span-table.tsx'
import { TraceFoot } from './trace-foot.tsx'
import { TraceHead } from './trace-head.tsx'
import { treeOf } from './tree.ts'
import { useTraceKeys } from './use-trace-keys.ts'
import { Waterfall } from './waterfall.tsx'

const parts: Record<TraceView, React.ComponentType> = {
  dag: lazy(async () => ({ default: (await import('../dag/dag-view.tsx')).DagView })),
  waterfall: Waterfall,
  table: SpanTable,
}

/** One trace: what was done, in which order, how it was judged, and what can be done about it. */
export function TracePage({ id }: { id: string }) {
  useFleetNews()
  const { data: trace, error, refetch, dataUpdatedAt } = useTrace(id)
  if (trace !== undefined)
    return (
      <div className="flex h-full min-h-0 flex-col">
        {error !== null && (
          <div role="alert" className="border-b border-bad bg-bad-bg px-3 py-1.5">
            {sentenceOf(error)} What is shown is from <Time at={dataUpdatedAt} show="both" />, and may have changed
            since.
          </div>
        )}
        <OfTrace trace={trace} />
      </div>
    )
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <Placeholder icon={CircleSlash2} title="There is no such trace">
        <p>
          It is not in this workspace, or it is older than telemetry is kept. A link to it may be from another
          connection.
        </p>
        <p className="mt-2">
          <a href="#/traces" className="rounded-s text-accent underline">
            To all traces
          </a>
        </p>
      </Placeholder>
    )
  return error === null ? (
    <SkeletonRows what="the trace" />
  ) : (
    <ErrorState what="The trace" error={error} onRetry={() => void refetch()} />
  )
}

function OfTrace({ trace }: { trace: TraceDetail }) {
  const [{ view, span: open }, change] = useAddress(readAddress)
  const { trace_id: id, spans, evaluations } = trace
  const tree = useMemo(() => treeOf(spans), [spans])
  const found = useMemo(() => findingsOf(evaluations), [evaluations])
  const [byKeyboard, setByKeyboard] = useState(false)
  const [menu, setMenu] = useState<MenuAt | null>(null)
  const [menuOpen, setMenuOpen] = useState(false)
  const [deed, setDeed] = useState<{ deed: SpanDeed; span: Span; back: HTMLElement | null } | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const row = open === undefined ? undefined : tree.byId.get(open)

  const first = tree.rows[0]?.span.span_id ?? null
  useEffect(() => {
    const here = currentIn(id)
    if (row !== undefined) {
      if (here !== row.span.span_id) moveTo(id, row.span.span_id)
    } else if (here === null || !tree.byId.has(here)) moveTo(id, first)
  }, [id, row, first, tree])

  const onOpen = useCallback(
    (span: string) => {
      setByKeyboard(false)
      moveTo(id, span)
      void change({ span }, { replace: open !== undefined })
    },
    [change, id, open],
  )
  const onMenu = useCallback((span: Span, anchor: Anchor) => {
    const { activeElement } = document
    setMenu({ span, anchor, back: activeElement instanceof HTMLElement ? activeElement : null })
    setMenuOpen(true)
  }, [])
  const hands = useMemo<Hands>(
    () => ({ trace: id, tree, found, open, onOpen, onMenu }),
    [id, tree, found, open, onOpen, onMenu],
  )
  const close = () => {
    void change({ span: undefined })
    moveTo(id, open ?? currentIn(id), true)
  }
  useTraceKeys({
    trace: id,
    tree,
    view,
    open,
    box,
    onOpen: (span) => {
      onOpen(span)
      setByKeyboard(true)
    },
    onMenu,
    onView: (next) => void change({ view: next === 'dag' ? undefined : next }, { replace: true }),
    onBack: () => void change({ open: undefined, view: undefined, span: undefined }),
  })
  const View = parts[view]
  const back = () => (deed?.back?.isConnected ? deed.back : null)

  return (
    <HandsProvider value={hands}>
      <div className="flex min-h-0 flex-1">
        <div className="flex h-full min-w-0 flex-1 flex-col">
          <TraceHead trace={trace} view={view} />
          <div ref={box} className="min-h-0 flex-1">
            <Suspense fallback={<SkeletonRows what="the picture" />}>
              <View />
            </Suspense>
          </div>
          <TraceFoot trace={trace} />
        </div>
        {row === undefined ? (
          <About trace={trace} onSpan={onOpen} />
        ) : (
          <SpanDrawer
            key={row.span.span_id}
            trace={id}
            span={row.span}
            orphan={row.orphan}
            evaluations={evaluations}
            focused={byKeyboard}
            onMenu={(anchor) => onMenu(row.span, anchor)}
            onClose={close}
          />
        )}
      </div>
      <NodeActionMenu
        at={menu}
        open={menuOpen}
        onOpenChange={setMenuOpen}
        onDeed={(chosen) => menu !== null && setDeed({ deed: chosen, span: menu.span, back: menu.back })}
      />
      {deed !== null &&
        (deed.deed === 'pause_agent' ? (
          <PauseAgent agent={deed.span.agent} finalFocus={back} onClose={() => setDeed(null)} />
        ) : (
          <ProposeAbout
            type={deed.deed}
            about={{ trace: id, span: deed.span, ended_at: trace.ended_at }}
            finalFocus={back}
            onClose={() => setDeed(null)}
          />
        ))}
    </HandsProvider>
  )
}
