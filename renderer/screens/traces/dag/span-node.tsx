import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { LabelMark, SortGlyph, SpanStatusMark } from '../marks.tsx'
import { moveTo } from '../trace/current.ts'
import type { Found } from '../trace/findings.ts'
import { useHands, useSpanButton } from '../trace/hands.ts'
import type { TreeRow } from '../trace/tree.ts'
import { costWords, lengthWords, placeWords } from '../words.ts'

export type SpanNodeType = Node<{ row: TreeRow; found: Found | undefined }, 'span'>

/** One span of the picture: what it was, how long it took, and what was wrong with it. */
export const SpanNode = memo(function SpanNode({ id, data: { row, found } }: NodeProps<SpanNodeType>) {
  const { trace, open, onOpen } = useHands()
  const { button, current, tabIndex } = useSpanButton(id)
  const { span } = row
  const edge =
    span.status === 'error' || (found?.red ?? 0) > 0
      ? 'border-l-bad'
      : (found?.amber ?? 0) > 0
        ? 'border-l-warn'
        : 'border-l-line-strong'
  return (
    <button
      ref={button}
      type="button"
      tabIndex={tabIndex}
      data-span={id}
      aria-current={current ? 'true' : undefined}
      aria-pressed={open === id}
      onFocus={() => moveTo(trace, id)}
      onClick={() => onOpen(id)}
      className={`nopan flex size-full flex-col justify-center rounded-m border border-l-4 bg-raised px-2 text-left hover:bg-hover ${edge} ${open === id ? 'border-accent bg-accent-bg' : 'border-line-strong'}`}
    >
      <span className="flex w-full items-center gap-1.5">
        <SortGlyph span={span} />
        <span className="min-w-0 truncate font-semibold">{span.name}</span>
      </span>
      <span className="mt-0.5 flex w-full items-center gap-2 overflow-hidden text-xs whitespace-nowrap text-muted">
        <span className="font-mono">{lengthWords(span.duration_us)}</span>
        <SpanStatusMark status={span.status} />
        {found !== undefined && found.red > 0 && <LabelMark label="red" count={found.red} />}
        {found !== undefined && found.amber > 0 && <LabelMark label="amber" count={found.amber} />}
        {span.cost_usd !== null && <span>{costWords(span.cost_usd)}</span>}
        <span className="sr-only">{placeWords(span, row.depth)}</span>
      </span>
    </button>
  )
})
