import {
  type Edge,
  getViewportForBounds,
  type NodeHandle,
  ReactFlow,
  type ReactFlowInstance,
  type Viewport,
  ViewportPortal,
} from '@xyflow/react'
import { Maximize, Minus, Network, Plus } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { IconButton } from '../../../components/button.tsx'
import { Placeholder } from '../../../components/states.tsx'
import { useCommands } from '../../../state/commands.ts'
import { currentIn, useCurrent } from '../trace/current.ts'
import type { Found } from '../trace/findings.ts'
import { useHands, useMenuHere } from '../trace/hands.ts'
import type { SpanTree } from '../trace/tree.ts'
import { type LaidOut, nodeSize } from './layout.ts'
import { linesOf } from './lines.ts'
import { SpanNode, type SpanNodeType } from './span-node.tsx'
import { askOf, useLayout } from './use-layout.ts'
import './dag.css'

const nodeTypes = { span: SpanNode }
const zooms = { least: 0.25, most: 2, readable: 0.7 } as const
/** Whoever was called by a thousand would have a thousand lines in sight: all of them are one path, and cost one. */
const none: Edge[] = []
/** Said to be none: of a node whose handles are not known, xyflow has to draw it to find them. */
const noHandles: NodeHandle[] = []
/** xyflow takes what it was given no handler for as something that cannot be pressed. */
const pressable = { pointerEvents: 'all' } as const
const noAttribution = { hideAttribution: true }

/** A trace as the picture of who called whom. Only what is seen of it is there. */
export function DagView() {
  const { tree, found } = useHands()
  const state = useLayout(tree)
  if (state === undefined)
    return (
      <div role="status" className="grid h-full place-items-center text-muted">
        Laying out {tree.rows.length} spans …
      </div>
    )
  if ('failed' in state)
    return (
      <Placeholder urgent icon={Network} title="The picture could not be laid out">
        {state.failed} The waterfall and the table show the same spans.
      </Placeholder>
    )
  return <Picture tree={state.tree} laid={state.laid} found={found} />
}

type Props = { tree: SpanTree; laid: LaidOut; found: ReadonlyMap<string, Found> }

function Picture({ tree, laid, found }: Props) {
  const { trace } = useHands()
  const box = useRef<HTMLDivElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance<SpanNodeType, Edge>>()
  const [size, setSize] = useState<{ width: number; height: number }>()
  const nodes = useMemo(() => nodesOf(tree, laid, found), [tree, laid, found])
  const lines = useMemo(() => linesOf(askOf(tree), laid), [tree, laid])
  const onMenu = useMenuHere()

  useEffect(() => {
    const element = box.current
    if (element !== null) setSize({ width: element.clientWidth, height: element.clientHeight })
  }, [])
  const show = useCallback(
    (id: string | null) => {
      const at = id === null ? undefined : tree.places.get(id)
      if (flow === undefined || at === undefined || box.current === null) return
      const { x, y, zoom } = flow.getViewport()
      const { clientWidth: width, clientHeight: height } = box.current
      const [left, top] = [cornerOf(laid, at).x * zoom + x, cornerOf(laid, at).y * zoom + y]
      const [wide, high] = [nodeSize.width * zoom, nodeSize.height * zoom]
      // What is seen already stays where it is.
      if (left >= 0 && top >= 0 && left + wide <= width && top + high <= height) return
      const { x: nodeX, y: nodeY } = cornerOf(laid, at)
      void flow.setCenter(nodeX + nodeSize.width / 2, nodeY + nodeSize.height / 2, {
        zoom: Math.max(zoom, zooms.readable),
      })
    },
    [flow, tree, laid],
  )
  useEffect(() => useCurrent.subscribe(({ trace: of, span }) => of === trace && show(span)), [show, trace])

  const here = { group: 'This picture', palette: false }
  const whole = () => void flow?.setViewport(fitted(laid, size ?? { width: 1, height: 1 }, zooms.least))
  useCommands([
    { ...here, id: 'dag.in', label: 'Nearer', keys: ['+', '='], run: () => void flow?.zoomIn() },
    { ...here, id: 'dag.out', label: 'Farther', keys: ['-'], run: () => void flow?.zoomOut() },
    { ...here, id: 'dag.whole', label: 'The whole picture', keys: ['0'], run: whole },
  ])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu of a span, which its key opens too
    <div ref={box} onContextMenu={onMenu} className="relative h-full min-h-0">
      {size !== undefined && (
        <ReactFlow
          aria-label={`Picture of ${tree.rows.length} spans`}
          nodes={nodes}
          edges={none}
          nodeTypes={nodeTypes}
          defaultViewport={firstView(tree, laid, size, currentIn(trace))}
          minZoom={zooms.least}
          maxZoom={zooms.most}
          onInit={setFlow}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          panOnScroll
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          proOptions={noAttribution}
        >
          <ViewportPortal>
            <svg aria-hidden className="dag-lines">
              <path d={lines} />
            </svg>
          </ViewportPortal>
        </ReactFlow>
      )}
      <div className="absolute right-3 bottom-3 z-5 flex rounded-m border border-line-strong bg-raised">
        <IconButton name="Nearer (+)" onClick={() => void flow?.zoomIn()}>
          <Plus size={14} aria-hidden />
        </IconButton>
        <IconButton name="Farther (-)" onClick={() => void flow?.zoomOut()}>
          <Minus size={14} aria-hidden />
        </IconButton>
        <IconButton name="The whole picture (0)" onClick={whole}>
          <Maximize size={14} aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}

const cornerOf = ({ at }: LaidOut, place: number) => ({ x: at[place * 2] ?? 0, y: at[place * 2 + 1] ?? 0 })

function nodesOf({ rows }: SpanTree, laid: LaidOut, found: Props['found']): SpanNodeType[] {
  return rows.map((row, place) => ({
    id: row.span.span_id,
    type: 'span',
    position: cornerOf(laid, place),
    data: { row, found: found.get(row.span.span_id) },
    // Known beforehand, so that nothing is measured: not the thousand that are not seen, nor the few that are.
    ...nodeSize,
    measured: nodeSize,
    handles: noHandles,
    ariaRole: 'group',
    style: pressable,
  }))
}

const fitted = ({ width, height }: LaidOut, room: { width: number; height: number }, least: number): Viewport =>
  getViewportForBounds({ x: 0, y: 0, width, height }, room.width, room.height, least, 1, 0.02)

/** The whole picture where it can be read so; else the place where one was, or where it begins. */
function firstView(
  tree: SpanTree,
  laid: LaidOut,
  room: { width: number; height: number },
  current: string | null,
): Viewport {
  const whole = fitted(laid, room, zooms.least)
  if (whole.zoom >= zooms.readable) return whole
  const place = current === null ? 0 : (tree.places.get(current) ?? 0)
  const { x, y } = cornerOf(laid, place)
  const left = place === 0 ? 24 : room.width / 2 - nodeSize.width / 2
  return { x: left - x, y: room.height / 2 - nodeSize.height / 2 - y, zoom: 1 }
}
