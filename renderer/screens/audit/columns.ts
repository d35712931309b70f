export const columnNames = ['seq', 'at', 'action', 'subject', 'actor', 'data'] as const
export type ColumnName = (typeof columnNames)[number]

export type Layout = { shown: readonly ColumnName[]; age: boolean }

/** What a table of this width has room for. The first to go is what the drawer shows best. */
export function layoutFor(width: number): Layout {
  if (width >= 1400) return { shown: columnNames, age: true }
  if (width >= 1000) return { shown: columnNames, age: false }
  if (width >= 790) return { shown: ['seq', 'at', 'action', 'subject', 'actor'], age: false }
  if (width >= 620) return { shown: ['seq', 'at', 'action', 'actor'], age: false }
  return { shown: ['seq', 'action', 'actor'], age: false }
}
