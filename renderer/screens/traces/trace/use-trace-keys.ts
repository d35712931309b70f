import type { RefObject } from 'react'
import type { Span } from '../../../fleet-api.ts'
import { useCommands } from '../../../state/commands.ts'
import { type TraceView, traceViews } from '../address.ts'
import { currentIn, moveTo } from './current.ts'
import type { Anchor } from './hands.ts'
import { type SpanTree, type Step, stepFrom } from './tree.ts'

type Keys = {
  trace: string
  tree: SpanTree
  view: TraceView
  open: string | undefined
  /** Where the views are drawn. */
  box: RefObject<HTMLElement | null>
  onOpen: (span: string) => void
  onMenu: (span: Span, anchor: Anchor) => void
  onView: (view: TraceView) => void
  onBack: () => void
}

const group = 'This trace'

/** A trace without a mouse: the same keys in all of its views. With a span open, moving opens the next one. */
export function useTraceKeys({ trace, tree, view, open, box, onOpen, onMenu, onView, onBack }: Keys): void {
  const move = (step: Step) => {
    const to = stepFrom(tree, currentIn(trace), step)
    if (to === null) return
    moveTo(trace, to, true)
    if (open !== undefined && to !== open) onOpen(to)
  }
  const menu = () => {
    const row = tree.byId.get(currentIn(trace) ?? '')
    if (row === undefined) return
    const drawn = box.current?.querySelector<HTMLElement>(`[data-span="${CSS.escape(row.span.span_id)}"]`)
    onMenu(row.span, drawn ?? box.current ?? document.body)
  }
  const step = (id: Step, label: string, keys: string[]) => ({
    id: `trace.${id}`,
    label,
    group,
    keys,
    palette: false,
    run: () => move(id),
  })
  const words: Record<TraceView, [string, string]> = {
    dag: ['Show the picture', '1'],
    waterfall: ['Show the waterfall', '2'],
    table: ['Show the table', '3'],
  }
  useCommands([
    step('next', 'Next span', ['j', 'ArrowDown']),
    step('previous', 'Span before', ['k', 'ArrowUp']),
    step('parent', 'The span that called it', ['h', 'ArrowLeft']),
    step('child', 'The first that it called', ['l', 'ArrowRight']),
    step('first', 'First span', ['Home']),
    step('last', 'Last span', ['End']),
    {
      id: 'trace.open',
      label: 'Open the span',
      group,
      keys: ['Enter'],
      palette: false,
      run() {
        const here = currentIn(trace)
        if (here !== null) onOpen(here)
      },
    },
    { id: 'trace.menu', label: 'Do something about the span', group, keys: ['m', 'ContextMenu'], run: menu },
    ...traceViews.map((each) => ({
      id: `trace.view.${each}`,
      label: words[each][0],
      group,
      keys: [words[each][1]],
      asleep: each === view ? 'It is shown already' : null,
      run: () => onView(each),
    })),
    { id: 'trace.back', label: 'Back to all traces', group, keys: ['Escape'], palette: false, run: onBack },
  ])
}
