const columnNames = ['state', 'slo', 'schedule', 'owner', 'provider', 'answer', 'said', 'commands'] as const
export type ColumnName = (typeof columnNames)[number]

type Column = { name: string; width: number; roomy: number }

/** `width` is the least that a column takes; it grows to `roomy` where there is room. */
const columns: Record<ColumnName, Column> = {
  state: { name: 'State', width: 132, roomy: 136 },
  slo: { name: 'Answer due', width: 140, roomy: 156 },
  schedule: { name: 'Schedule', width: 100, roomy: 300 },
  owner: { name: 'Owner → escalation', width: 126, roomy: 240 },
  provider: { name: 'Provider', width: 112, roomy: 190 },
  answer: { name: 'Answer, or why not sent', width: 152, roomy: 250 },
  said: { name: 'In their words', width: 150, roomy: 400 },
  commands: { name: 'Actions', width: 206, roomy: 206 },
}

/** Which go where there is too little room: what tells least, and what the drawer and the keys give as well. */
const goes: readonly ColumnName[] = ['said', 'commands', 'answer', 'provider']

export type Layout = readonly { id: ColumnName; name: string; width: number }[]

/** What a table of this width has room for, and how wide each of it is: together as wide as the table. */
export function layoutFor(width: number): Layout {
  const shown = new Set<ColumnName>(columnNames)
  const taken = () => [...shown].reduce((sum, id) => sum + columns[id].width, 0)
  for (const id of goes) if (taken() > width) shown.delete(id)
  const spare = Math.max(0, width - taken())
  const wants = [...shown].reduce((sum, id) => sum + columns[id].roomy - columns[id].width, 0)
  const share = wants === 0 ? 0 : Math.min(1, spare / wants)
  const left = spare - share * wants
  const stretches = shown.has('said') ? 'said' : 'schedule'
  return columnNames
    .filter((id) => shown.has(id))
    .map((id) => {
      const { name, width: least, roomy } = columns[id]
      const rest = id === stretches ? left : 0
      return { id, name, width: Math.floor(least + share * (roomy - least) + rest) }
    })
}
