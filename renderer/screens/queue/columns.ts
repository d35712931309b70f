export const columnIds = [
  'select',
  'tier',
  'type',
  'target_ref',
  'reason',
  'mode',
  'status',
  'proposed_at',
  'commands',
] as const
export type ColumnId = (typeof columnIds)[number]

/** How the operator left the columns. What is not said is as it comes. */
export type KeptColumns = {
  order?: readonly ColumnId[]
  hidden?: readonly ColumnId[]
  widths?: Readonly<Partial<Record<ColumnId, number>>>
}

type Column = { name: string; width: number; hideable: boolean; roomy?: number }

/** `width` is the least that a column takes; it grows to `roomy` where there is room. */
export const columns: Record<ColumnId, Column> = {
  select: { name: 'Selected', width: 34, hideable: false },
  tier: { name: 'Tier', width: 50, hideable: false, roomy: 56 },
  type: { name: 'Type', width: 128, hideable: true, roomy: 136 },
  target_ref: { name: 'Target', width: 152, hideable: false, roomy: 190 },
  reason: { name: 'Reason', width: 118, hideable: true },
  mode: { name: 'Mode', width: 92, hideable: true, roomy: 104 },
  status: { name: 'Status', width: 184, hideable: false, roomy: 236 },
  proposed_at: { name: 'Proposed', width: 104, hideable: true, roomy: 140 },
  commands: { name: 'Actions', width: 224, hideable: false, roomy: 246 },
}

/** Takes all the room that is left, until the operator gives it a width. */
export const stretches: ColumnId = 'reason'

/** Which grow first, once the reason has enough to be read. */
const grows: readonly ColumnId[] = ['target_ref', 'proposed_at', 'commands', 'status', 'tier', 'type', 'mode']
const readable = 180

/** What goes where there is too little room: what tells least, and what the drawer shows best. */
const goes: readonly ColumnId[] = ['mode', 'proposed_at', 'reason', 'type']

/** `compact`: even the buttons of a row have no room beside it, and stand in its menu. */
export type Layout = { widths: ReadonlyMap<ColumnId, number>; compact: boolean }

/** Of the column of the row's buttons where there is room for their menu alone. */
const compactWidth = 44

/** What a table of this width has room for, of what the operator wants to see, and how wide each of it is. */
export function fitting(width: number, { hidden = [], widths = {} }: KeptColumns): Layout {
  const shown = new Map<ColumnId, number>()
  for (const id of columnIds) if (!hidden.includes(id)) shown.set(id, widths[id] ?? columns[id].width)
  const spare = () => width - [...shown.values()].reduce((sum, each) => sum + each, 0)
  for (const id of goes) if (spare() < 0) shown.delete(id)
  const compact = spare() < 0
  if (compact) shown.set('commands', compactWidth)
  let room = spare() - (shown.has(stretches) ? readable - columns[stretches].width : 0)
  for (const id of grows) {
    const now = shown.get(id)
    const { roomy = now } = columns[id]
    if (
      now === undefined ||
      roomy === undefined ||
      widths[id] !== undefined ||
      room <= 0 ||
      (compact && id === 'commands')
    )
      continue
    const more = Math.min(Math.max(0, roomy - now), room)
    shown.set(id, now + more)
    room -= more
  }
  return { widths: shown, compact }
}

/** The order that was kept, with whatever has been added since where it comes. The ends stay the ends. */
export function ordered(order: readonly ColumnId[] = []): ColumnId[] {
  const kept = order.filter((id) => id !== 'select' && id !== 'commands')
  const rest = columnIds.filter((id) => id !== 'select' && id !== 'commands' && !kept.some((each) => each === id))
  return ['select', ...kept, ...rest, 'commands']
}

/** What was kept by another version, or by anyone: what makes no sense is dropped. */
export function readColumns(value: unknown): KeptColumns {
  if (typeof value !== 'object' || value === null) return {}
  const { order, hidden, widths } = value as Record<string, unknown>
  const known = (list: unknown) => (Array.isArray(list) ? columnIds.filter((id) => list.includes(id)) : [])
  const inOrder = Array.isArray(order) ? [...new Set(order)].filter((id): id is ColumnId => columnIds.includes(id)) : []
  const sized = Object.entries(typeof widths === 'object' && widths !== null ? widths : {}).filter(
    ([id, width]) => columnIds.some((each) => each === id) && Number.isFinite(width) && width >= 30 && width <= 2000,
  )
  return {
    ...(inOrder.length > 0 ? { order: inOrder } : {}),
    ...(known(hidden).length > 0 ? { hidden: known(hidden).filter((id) => columns[id].hideable) } : {}),
    ...(sized.length > 0 ? { widths: Object.fromEntries(sized) } : {}),
  }
}
