export const columnNames = ['severity', 'title', 'owner', 'linked', 'opened', 'status'] as const
export type ColumnName = (typeof columnNames)[number]

export type Layout = {
  columns: readonly ColumnName[]
  /** Room to say beside the status since when. */
  since: boolean
}

/** What goes first when the drawer takes its room. Which, how bad, whose and whether it is over stay. */
export function layoutFor(width: number): Layout {
  const gone: ColumnName[] = [
    ...(width < 900 ? (['opened'] as const) : []),
    ...(width < 640 ? (['linked'] as const) : []),
  ]
  return { columns: columnNames.filter((name) => !gone.includes(name)), since: width >= 640 }
}

export const heads: Record<ColumnName, { name: string; look: (layout: Layout) => string }> = {
  severity: { name: 'Severity', look: () => 'w-20' },
  title: { name: 'Incident', look: () => '' },
  owner: { name: 'Owner', look: ({ since }) => (since ? 'w-[20%]' : 'w-30') },
  linked: { name: 'Linked', look: () => 'w-16 text-right' },
  opened: { name: 'Opened', look: () => 'w-44' },
  status: { name: 'Status', look: ({ since }) => (since ? 'w-40' : 'w-26') },
}
