import type { RefObject } from 'react'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Surface } from '../../../deploys-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { notify } from '../../../state/toasts.ts'
import { offerOf } from '../rollback/rollback-words.ts'
import { useHoldKey } from '../rollback/use-hold-key.ts'
import { standingOf, useRollbacks } from '../rollback/use-rollbacks.ts'
import { type Deed, deployPathOf, refusedBecause } from './surface-deeds.ts'

type Keys = {
  surfaces: readonly Surface[]
  list: RefObject<HTMLElement | null>
  holds: ReadonlyMap<string, HoldHandle>
  open: string | undefined
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onDeploy: (surface: Surface) => void
  onDeed: (deed: Deed, surface: Surface) => void
}

const group = 'Surfaces'

export const rowsIn = (list: RefObject<HTMLElement | null>) => [
  ...(list.current?.querySelectorAll<HTMLElement>('[data-surface]') ?? []),
]

/** The list without a mouse. With a surface open, moving opens the next one. */
export function useSurfaceKeys({ surfaces, list, holds, open, onOpen, onDeploy, onDeed }: Keys): void {
  const offline = useAsleep('Surfaces')
  /** The one that the focus is in, on whatever of its controls; else the one in the drawer. */
  const focusedRow = () =>
    rowsIn(list).find((row) => row === document.activeElement || row.closest('li')?.contains(document.activeElement))
  const move = (by: 1 | -1) => {
    const rows = rowsIn(list)
    const focused = focusedRow()
    const from = focused ? rows.indexOf(focused) : rows.findIndex((row) => row.dataset.surface === open)
    const row = rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)]
    row?.focus()
    row?.closest('li')?.scrollIntoView({ block: 'nearest' })
    if (open !== undefined && row?.dataset.surface !== undefined) onOpen(row.dataset.surface, 'pointer')
  }
  const chosen = (): Surface | undefined => {
    const id = focusedRow()?.dataset.surface ?? open
    const surface = surfaces.find((each) => each.id === id)
    if (surface === undefined) notify.refused('No surface is chosen', 'Move to one with j and k, or open it.')
    return surface
  }
  /** Where it cannot be done, the key says why, as the button would. */
  const unless = (label: string, why: string | null, then: () => void) =>
    why === null ? then() : notify.refused(`Not possible: ${label}`, why)
  const deploy = () => {
    const surface = chosen()
    if (surface !== undefined)
      unless(`Deploy ${surface.app}`, offline ?? deployPathOf(surface).asleep, () => onDeploy(surface))
  }
  const lock = () => {
    const surface = chosen()
    if (surface === undefined) return
    const name = surface.lock === null ? 'lock' : 'unlock'
    unless(`${name === 'lock' ? 'Lock' : 'Unlock'} deploys`, offline ?? refusedBecause(surface, name), () =>
      onDeed({ name }, surface),
    )
  }
  const freeze = () => {
    const surface = chosen()
    if (surface !== undefined)
      unless('Freeze', offline ?? refusedBecause(surface, 'freeze'), () => onDeed({ name: 'freeze' }, surface))
  }
  const held = useHoldKey('b', () => {
    const surface = chosen()
    if (surface === undefined) return null
    const asked = standingOf(useRollbacks.getState().bySurface[surface.id], surface)
    const offer = offerOf(surface, { here: offline, asked })
    if (offer.asleep !== null) notify.refused(`Not possible: Roll back ${surface.app}`, offer.asleep)
    else if (offer.kind === 'choose') onDeed({ name: 'releases' }, surface)
    else return holds.get(surface.id) ?? null
    return null
  })
  const here = (id: string, label: string, key: string, run: () => void): Command => ({
    id: `surfaces.${id}`,
    label,
    group,
    keys: [key],
    palette: false,
    run,
  })
  useCommands([
    here('next', 'Next', 'j', () => move(1)),
    here('previous', 'Previous', 'k', () => move(-1)),
    here('deploy', 'New deploy of the surface', 'n', deploy),
    here('rollback', 'Roll the surface back: hold for a second', 'b', held.press),
    here('lock', 'Lock or unlock deploys to the surface', 'l', lock),
    here('freeze', 'Open a freeze window', 'f', freeze),
    ...surfaces.map((surface) => ({
      id: `surfaces.open.${surface.id}`,
      label: `Open the surface ${surface.name}`,
      group,
      run: () => onOpen(surface.id, 'keyboard'),
    })),
    ...surfaces.map((surface) => ({
      id: `surfaces.deploy.${surface.id}`,
      label: `Deploy ${surface.name}…`,
      group,
      asleep: offline ?? deployPathOf(surface).asleep,
      run: () => onDeploy(surface),
    })),
  ])
}
