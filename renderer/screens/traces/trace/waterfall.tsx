import { useEffect } from 'react'
import { useRowWindow } from '../../../components/row-window.ts'
import { useWidth } from '../../../components/use-width.ts'
import { LabelMark, SortGlyph, SpanStatusMark } from '../marks.tsx'
import { lengthWords, placeWords } from '../words.ts'
import { moveTo, useCurrent } from './current.ts'
import { useHands, useMenuHere, useSpanButton } from './hands.ts'
import { barOf, type Scale, scaleOf } from './scale.ts'
import type { TreeRow } from './tree.ts'

const rowHeight = 30
const deepest = 12

/** A trace along its time. Of however many rows those that are looked at are there. */
export function Waterfall() {
  const { trace, tree } = useHands()
  const { rows, places } = tree
  const [box, width] = useWidth<HTMLDivElement>()
  const names = Math.round(Math.min(420, Math.max(190, width * 0.36)))
  const scale = scaleOf(
    rows.map(({ span }) => span),
    width - names - 90,
  )
  const { ref, show, first, last, total } = useRowWindow(rows.length, rowHeight)
  const onMenu = useMenuHere()
  useShownCurrent(trace, places, show)
  return (
    <div ref={box} className="flex h-full min-h-0 flex-col">
      <div aria-hidden className="flex h-8 shrink-0 items-center border-b border-line text-xs text-faint">
        <span style={{ width: names }} className="shrink-0 pl-3 font-semibold">
          Span
        </span>
        <Ruler scale={scale} />
      </div>
      <section
        ref={ref}
        aria-label="Waterfall"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
        tabIndex={0}
        onContextMenu={onMenu}
        className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
      >
        <ul style={{ height: total }} className="relative">
          {rows.slice(first, last).map((row, n) => (
            <Row key={row.span.span_id} row={row} at={first + n} of={rows.length} names={names} scale={scale} />
          ))}
        </ul>
      </section>
    </div>
  )
}

/** Whoever moves by key sees where they are. */
export function useShownCurrent(
  trace: string,
  places: ReadonlyMap<string, number>,
  show: (index: number) => void,
): void {
  useEffect(() => {
    const look = ({ trace: of, span }: { trace: string | null; span: string | null }) => {
      const place = of === trace && span !== null ? places.get(span) : undefined
      if (place !== undefined) show(place)
    }
    look(useCurrent.getState())
    return useCurrent.subscribe(look)
  }, [trace, places, show])
}

function Ruler({ scale: { total, ticks } }: { scale: Scale }) {
  return (
    <span className="relative mr-24 h-full flex-1">
      {ticks.map((tick) => (
        <span
          key={tick}
          style={{ left: `${total === 0 ? 0 : (tick / total) * 100}%` }}
          className="absolute inset-y-0 flex items-center border-l border-line pl-1 font-mono whitespace-nowrap"
        >
          {tick === 0 ? '0' : lengthWords(tick)}
        </span>
      ))}
    </span>
  )
}

type RowProps = { row: TreeRow; at: number; of: number; names: number; scale: Scale }

function Row({ row, at, of, names, scale: { total, ticks } }: RowProps) {
  const { trace, found: all, open, onOpen } = useHands()
  const { span, depth } = row
  const id = span.span_id
  const found = all.get(id)
  const { button, current, tabIndex } = useSpanButton(id)
  const { left, width } = barOf(span, total)
  const colour = span.status === 'error' ? 'bg-bad' : span.model !== null ? 'bg-accent' : 'bg-(--tier-1)'
  return (
    <li
      aria-posinset={at + 1}
      aria-setsize={of}
      style={{ top: at * rowHeight, height: rowHeight }}
      className="absolute inset-x-0"
    >
      <button
        ref={button}
        type="button"
        tabIndex={tabIndex}
        data-span={id}
        aria-current={current ? 'true' : undefined}
        aria-pressed={open === id}
        onFocus={() => moveTo(trace, id)}
        onClick={() => onOpen(id)}
        className={`flex size-full items-center border-b border-line text-left hover:bg-hover focus-visible:-outline-offset-2 ${open === id ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
      >
        <span
          style={{ width: names, paddingLeft: 12 + Math.min(depth, deepest) * 12 }}
          className="flex shrink-0 items-center gap-1.5 overflow-hidden pr-2"
        >
          {depth > deepest && <span className="shrink-0 text-xs text-faint">{depth}</span>}
          <SortGlyph span={span} />
          <span className="truncate">{span.name}</span>
          {found !== undefined && found.red > 0 && <LabelMark label="red" count={found.red} />}
          {found !== undefined && found.amber > 0 && <LabelMark label="amber" count={found.amber} />}
        </span>
        <span className="relative mr-24 h-full flex-1">
          {ticks.map((tick) => (
            <span
              key={tick}
              style={{ left: `${total === 0 ? 0 : (tick / total) * 100}%` }}
              className="absolute inset-y-0 border-l border-line"
            />
          ))}
          <span
            style={{ left: `${left}%`, width: `max(2px, ${width}%)` }}
            className={`absolute inset-y-[9px] rounded-s ${colour}`}
          />
          <span
            style={{ left: `calc(${left + width}% + 6px)` }}
            className="absolute inset-y-0 flex items-center gap-2 font-mono text-xs whitespace-nowrap text-muted"
          >
            {lengthWords(span.duration_us)} <SpanStatusMark status={span.status} />
            <span className="sr-only">{placeWords(span, depth)}</span>
          </span>
        </span>
      </button>
    </li>
  )
}
