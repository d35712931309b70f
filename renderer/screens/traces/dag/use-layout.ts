import { useEffect, useState } from 'react'
import type { SpanTree } from '../trace/tree.ts'
import type { LaidOut, LayoutAsked } from './layout.ts'
import type { LayoutAnswer } from './layout-worker.ts'

/** The shape of a tree alone: a span that ended meanwhile does not move the others. */
export function askOf({ rows, places }: SpanTree): LayoutAsked {
  const edges = rows.flatMap(({ parent }, to) => {
    const from = parent === null ? undefined : places.get(parent)
    return from === undefined ? [] : [[from, to] as const]
  })
  return { nodes: rows.length, edges }
}

type State = { tree: SpanTree; laid: LaidOut } | { failed: string } | undefined

/** Lays a trace out beside the page. Until a grown one is laid out again, the picture before it stays. */
export function useLayout(tree: SpanTree): State {
  const [state, setState] = useState<State>()
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
      setState(data.ok ? { tree, laid: data.laid } : { failed: data.why })
      worker.terminate()
    })
    worker.addEventListener('error', () => setState({ failed: 'The part that lays graphs out could not be started.' }))
    worker.postMessage(askOf(tree))
    return () => worker.terminate()
  }, [tree])
  return state
}
