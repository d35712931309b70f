import type { RefObject } from 'react'
import { useCommands } from '../../state/commands.ts'

type Hands = {
  list: RefObject<HTMLElement | null>
  search: RefObject<HTMLInputElement | null>
  open: string | undefined
  openAsleep: string | null
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onShowNew: () => void
  onNew: () => void
}

const group = 'Incidents'

/** Everything on this screen without a mouse. With an incident open, moving opens the next one. */
export function useIncidentsKeys({ list, search, open, openAsleep, onOpen, onShowNew, onNew }: Hands) {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-incident]') ?? [])]
  const isOpen = (row: HTMLElement) => row.dataset.incident === open
  const rowOf = (all: readonly HTMLElement[]) => {
    const focused = all.indexOf(document.activeElement as HTMLElement)
    return focused >= 0 ? focused : all.findIndex(isOpen)
  }
  const focus = (row: HTMLElement | undefined) => {
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  const move = (by: 1 | -1) => {
    const all = rows()
    const from = rowOf(all)
    const row = all[from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1)]
    focus(row)
    const id = row?.dataset.incident
    if (open !== undefined && id !== undefined) onOpen(id, 'pointer')
  }
  useCommands([
    { id: 'incidents.next', label: 'Next incident', group, keys: ['j'], palette: false, run: () => move(1) },
    { id: 'incidents.previous', label: 'Previous incident', group, keys: ['k'], palette: false, run: () => move(-1) },
    { id: 'incidents.search', label: 'Search incidents', group, keys: ['/'], run: () => search.current?.focus() },
    { id: 'incidents.new', label: 'Show new incidents', group, keys: ['u'], run: onShowNew },
    { id: 'incidents.open', label: 'New incident', group, keys: ['c'], asleep: openAsleep, run: onNew },
  ])
  return {
    /** Back to the row that was being looked at, if there is one. */
    returnToList(): boolean {
      const row = rows().find(isOpen)
      focus(row)
      return row !== undefined
    },
  }
}
