import type { RefObject } from 'react'
import type { DrillRun } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { notify } from '../../../state/toasts.ts'
import { type RunDeed, runDeedsOf } from './run-deeds.ts'
import { useRun } from './use-runs.ts'

type Keys = {
  runs: readonly DrillRun[]
  list: RefObject<HTMLElement | null>
  open: string | undefined
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onDeed: (name: RunDeed['name'], run: DrillRun) => void
}

const group = 'Drill runs'

export const rowsIn = (list: RefObject<HTMLElement | null>) => [
  ...(list.current?.querySelectorAll<HTMLElement>('[data-run]') ?? []),
]

/** The list without a mouse. With a run open, moving opens the next one. */
export function useRunKeys({ runs, list, open, onOpen, onDeed }: Keys): void {
  const offline = useAsleep('Drill run')
  // Asked for by the drawer too: one that is linked to may be on no page of the list.
  const { data: openRun } = useRun(open)
  const focusedRow = () => rowsIn(list).find((row) => row === document.activeElement)
  const move = (by: 1 | -1) => {
    const rows = rowsIn(list)
    const focused = focusedRow()
    const from = focused ? rows.indexOf(focused) : rows.findIndex((row) => row.dataset.run === open)
    const row = rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
    if (open !== undefined && row?.dataset.run !== undefined) onOpen(row.dataset.run, 'pointer')
  }
  /** Where it cannot be done, the key says why, as the button would. */
  const give = (name: RunDeed['name']) => {
    const id = focusedRow()?.dataset.run ?? open
    const run = openRun?.run_id === id ? openRun : runs.find(({ run_id }) => run_id === id)
    if (run === undefined) return notify.refused('No drill run is chosen', 'Move to one with j and k, or open it.')
    const { label, asleep } = runDeedsOf(run, offline)[name]
    if (asleep !== null) return notify.refused(`Not possible: ${label}`, asleep)
    onDeed(name, run)
  }
  const here = (id: string, label: string, key: string, run: () => void): Command => ({
    id: `runs.${id}`,
    label,
    group,
    keys: [key],
    palette: false,
    run,
  })
  useCommands([
    here('next', 'Next', 'j', () => move(1)),
    here('previous', 'Previous', 'k', () => move(-1)),
    here('recover', 'Rollback of the drill is through', 'r', () => give('recover')),
    here('finish', 'Finish the drill', 'f', () => give('finish')),
    here('abandon', 'Abandon the drill', 'x', () => give('abandon')),
  ])
}
