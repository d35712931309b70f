import { type RefObject, useEffect, useRef } from 'react'
import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Surface } from '../../../deploys-api.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { useSurfacesAsleep } from '../../../state/surface-asleep.ts'
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
  const offline = useSurfacesAsleep('Surfaces')
  const last = useLastRow()
  /** The one that the focus is in, on whatever of its controls, or was in until that control was gone. */
  const focusedRow = () => {
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body
    return rowsIn(list).find((row) =>
      isLost ? row.dataset.surface === last.current : row.closest('li')?.contains(activeElement),
    )
  }
  const move = (by: 1 | -1) => {
    const rows = rowsIn(list)
    const focused = focusedRow()
    const from = focused ? rows.indexOf(focused) : rows.findIndex((row) => row.dataset.surface === open)
    const row = rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)]
    row?.focus()
    row?.closest('li')?.scrollIntoView({ block: 'nearest' })
    if (open !== undefined && row?.dataset.surface !== undefined) onOpen(row.dataset.surface, 'pointer')
  }
  /** Else the one in the drawer. */
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
      unless(`Deploy ${surface.app}`, offline(surface) ?? deployPathOf(surface).asleep, () => onDeploy(surface))
  }
  const lock = () => {
    const surface = chosen()
    if (surface === undefined) return
    const name = surface.lock === null ? 'lock' : 'unlock'
    unless(`${name === 'lock' ? 'Lock' : 'Unlock'} deploys`, offline(surface) ?? refusedBecause(surface, name), () =>
      onDeed({ name }, surface),
    )
  }
  const freeze = () => {
    const surface = chosen()
    if (surface !== undefined)
      unless('Freeze', offline(surface) ?? refusedBecause(surface, 'freeze'), () => onDeed({ name: 'freeze' }, surface))
  }
  const held = useHoldKey('b', () => {
    const surface = chosen()
    if (surface === undefined) return null
    const asked = standingOf(useRollbacks.getState().bySurface[surface.id], surface)
    const offer = offerOf(surface, { here: offline(surface), asked })
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
      asleep: offline(surface) ?? deployPathOf(surface).asleep,
      run: () => onDeploy(surface),
    })),
  ])
}

/**
 * The row in which the focus was last, while it is nowhere else: a control that goes away under the focus must not have
 * the next key act on another surface.
 */
function useLastRow(): RefObject<string | undefined> {
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    const learn = ({ target }: Event) => {
      const row = target instanceof Element ? target.closest('li')?.querySelector<HTMLElement>('[data-surface]') : null
      last.current = row?.dataset.surface
    }
    document.addEventListener('focusin', learn)
    document.addEventListener('pointerdown', learn)
    return () => {
      document.removeEventListener('focusin', learn)
      document.removeEventListener('pointerdown', learn)
    }
  }, [])
  return last
}
