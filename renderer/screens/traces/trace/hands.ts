import { createContext, useContext, useEffect, useRef } from 'react'
import type { Span } from '../../../fleet-api.ts'
import { useCurrent } from './current.ts'
import type { Found } from './findings.ts'
import type { SpanTree } from './tree.ts'

/** What all three views of a trace share. */
export type Hands = {
  trace: string
  tree: SpanTree
  found: ReadonlyMap<string, Found>
  /** The span in the drawer. */
  open: string | undefined
  onOpen: (span: string) => void
  onMenu: (span: Span, anchor: Anchor) => void
}
/** Where a menu opens: at a thing, or at a point of the page. */
export type Anchor = HTMLElement | { getBoundingClientRect: () => DOMRect }

const context = createContext<Hands | null>(null)
export const HandsProvider = context.Provider

export function useHands(): Hands {
  const hands = useContext(context)
  if (hands === null) throw new Error('a view of a trace stands outside of it')
  return hands
}

/** One span's own button: the only one of its view that Tab stops at, and the one that takes the focus along. */
export function useSpanButton(id: string) {
  const { trace } = useHands()
  const button = useRef<HTMLButtonElement>(null)
  const current = useCurrent((state) => state.trace === trace && state.span === id)
  const byKey = useCurrent((state) => state.byKey)
  useEffect(() => {
    if (current && byKey) button.current?.focus({ preventScroll: true })
  }, [current, byKey])
  return { button, current, tabIndex: current ? 0 : -1 }
}

/** Right-click, and the menu key on whatever has the focus: one handler for a whole view. */
export function useMenuHere(): (event: React.MouseEvent) => void {
  const { tree, onMenu } = useHands()
  return (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-span]') : null
    const row = tree.byId.get(element?.dataset.span ?? '')
    if (row === undefined) return
    event.preventDefault()
    const { clientX, clientY } = event
    onMenu(row.span, { getBoundingClientRect: () => new DOMRect(clientX, clientY, 0, 0) })
  }
}
