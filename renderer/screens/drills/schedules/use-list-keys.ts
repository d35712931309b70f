import type { RefObject } from 'react'
import type { DrillSchedule } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { notify } from '../../../state/toasts.ts'
import { type Deed, deedsOf } from './schedule-deeds.ts'

type Keys = {
  schedules: readonly DrillSchedule[]
  list: RefObject<HTMLElement | null>
  open: string | undefined
  asleep: string | null
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onNew: () => void
  onDeed: (deed: Deed, schedule: DrillSchedule) => void
}

const group = 'Schedules'

/** The list without a mouse. With a schedule open, moving opens the next one. */
export function useListKeys({ schedules, list, open, asleep, onOpen, onNew, onDeed }: Keys): void {
  const offline = useAsleep('Schedules')
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-schedule]') ?? [])]
  const focusedRow = () => rows().find((row) => row === document.activeElement)
  const move = (by: 1 | -1) => {
    const all = rows()
    const focused = focusedRow()
    const from = focused ? all.indexOf(focused) : all.findIndex((row) => row.dataset.schedule === open)
    const row = all[from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1)]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
    if (open !== undefined && row?.dataset.schedule !== undefined) onOpen(row.dataset.schedule, 'pointer')
  }
  /** Where it cannot be done, the key says why, as the button would. */
  const give = (id: string) => {
    const chosen = focusedRow()?.dataset.schedule ?? open
    const schedule = schedules.find(({ schedule_id }) => schedule_id === chosen)
    if (schedule === undefined) return notify.refused('No schedule is chosen', 'Move to one with j and k, or open it.')
    const deed = deedsOf(schedule, offline).find((each) => each.id === id)
    if (deed === undefined) return
    if (deed.asleep !== null) return notify.refused(`Not possible: ${deed.label}`, deed.asleep)
    onDeed(deed, schedule)
  }
  const here = (id: string, label: string, key: string, run: () => void): Command => ({
    id: `schedules.${id}`,
    label,
    group,
    keys: [key],
    palette: false,
    run,
  })
  useCommands([
    here('next', 'Next', 'j', () => move(1)),
    here('previous', 'Previous', 'k', () => move(-1)),
    here('tell', 'Tell the owners of the schedule', 't', () => give('tell')),
    here('start', 'Start a drill of the schedule', 's', () => give('start')),
    here('edit', 'Edit the schedule', 'e', () => give('edit')),
    here('pause', 'Pause or resume the schedule', 'p', () => give('pause')),
    { ...here('new', 'New schedule', 'c', onNew), palette: true, asleep },
  ])
}
