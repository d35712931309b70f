import type { ReactNode } from 'react'
import { CopyButton } from '../../../components/copy-button.tsx'
import { useRowWindow } from '../../../components/row-window.ts'
import type { Span } from '../../../fleet-api.ts'
import { LabelMark, SpanStatusMark } from '../marks.tsx'
import { costWords, lengthWords, sortOf, sortWords, tokenWords } from '../words.ts'
import { moveTo } from './current.ts'
import { useHands, useMenuHere, useSpanButton } from './hands.ts'
import { tableText } from './table-text.ts'
import type { TreeRow } from './tree.ts'
import { useShownCurrent } from './waterfall.tsx'

const rowHeight = 30

type Column = { name: string; look: string; cell: (span: Span) => ReactNode }
const mono = 'font-mono text-s'
const columns: readonly Column[] = [
  { name: 'Kind', look: 'w-22', cell: (span) => sortWords[sortOf(span)] },
  {
    name: 'Status',
    look: 'w-20',
    cell: ({ status }) =>
      status === 'error' ? <SpanStatusMark status={status} /> : status === 'ok' ? 'ok' : 'not said',
  },
  { name: 'Begins at', look: 'w-24', cell: ({ offset_us }) => <span className={mono}>{lengthWords(offset_us)}</span> },
  { name: 'Took', look: 'w-22', cell: ({ duration_us }) => <span className={mono}>{lengthWords(duration_us)}</span> },
  { name: 'Model or tool', look: 'w-40', cell: ({ model, tool }) => tool ?? model ?? '' },
  {
    name: 'Tokens',
    look: 'w-36',
    cell: ({ input_tokens, output_tokens }) => tokenWords(input_tokens, output_tokens) ?? '',
  },
  {
    name: 'Cost',
    look: 'w-20',
    cell: ({ cost_usd, model }) => (cost_usd === null && model === null ? '' : costWords(cost_usd)),
  },
]

/** The same spans as text: to be read out, and to be copied. */
export function SpanTable() {
  const { trace, tree } = useHands()
  const { rows, places } = tree
  const { ref, show, first, last } = useRowWindow(rows.length, rowHeight)
  const onMenu = useMenuHere()
  useShownCurrent(trace, places, show)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center justify-end border-b border-line px-3">
        <CopyButton
          text={() => Promise.resolve(tableText(rows))}
          what={`${rows.length} spans as a table`}
          words="Copy as a table"
        />
      </div>
      <section
        ref={ref}
        aria-label="Spans"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
        tabIndex={0}
        onContextMenu={onMenu}
        className="min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
      >
        <table
          aria-label="Spans"
          aria-rowcount={rows.length + 1}
          className="w-full min-w-260 table-fixed border-collapse"
        >
          <thead className="sticky top-0 z-2 bg-bg">
            <tr aria-rowindex={1} className="h-8 text-left text-xs text-faint">
              <th scope="col" className="truncate px-2 pl-3 font-semibold shadow-[inset_0_-1px_var(--line)]">
                Span
              </th>
              {columns.map(({ name, look }) => (
                <th
                  key={name}
                  scope="col"
                  className={`truncate px-2 font-semibold shadow-[inset_0_-1px_var(--line)] ${look}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} />
            {rows.slice(first, last).map((row, n) => (
              <Row key={row.span.span_id} row={row} at={first + n} />
            ))}
            <Gap rows={rows.length - last} />
          </tbody>
        </table>
      </section>
    </div>
  )
}

/** Holds the room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td colSpan={columns.length + 1} />
    </tr>
  )
}

function Row({ row: { span, depth }, at }: { row: TreeRow; at: number }) {
  const { trace, found: all, open, onOpen } = useHands()
  const id = span.span_id
  const found = all.get(id)
  const { button, current, tabIndex } = useSpanButton(id)
  return (
    <tr
      aria-rowindex={at + 2}
      data-span={id}
      style={{ height: rowHeight }}
      className={`relative border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus ${open === id ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
    >
      <td className="px-2 pl-3">
        <span className="flex items-center gap-2" style={{ paddingLeft: Math.min(depth, 12) * 12 }}>
          <button
            ref={button}
            type="button"
            tabIndex={tabIndex}
            aria-current={current ? 'true' : undefined}
            aria-pressed={open === id}
            onFocus={() => moveTo(trace, id)}
            onClick={() => onOpen(id)}
            className="min-w-0 truncate text-left after:absolute after:inset-0 focus-visible:outline-none"
          >
            <span className="sr-only">Level {depth + 1}: </span>
            {span.name}
          </button>
          {found !== undefined && found.red > 0 && <LabelMark label="red" count={found.red} />}
          {found !== undefined && found.amber > 0 && <LabelMark label="amber" count={found.amber} />}
        </span>
      </td>
      {columns.map(({ name, cell }) => (
        <td key={name} className="truncate px-2 text-s text-muted">
          {cell(span)}
        </td>
      ))}
    </tr>
  )
}
