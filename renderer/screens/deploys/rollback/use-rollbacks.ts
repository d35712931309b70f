import { create } from 'zustand'
import { type Deploy, deploysApi, type Surface, type SurfaceRelease } from '../../../deploys-api.ts'
import { useEpoch } from '../../../state/connection.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { createOnce, isUndecided, type Once } from '../../queue/dialogs/once.ts'

/** What this page has asked for at a surface: shared by its row, its drawer and the key, so that none fires twice. */
export type Asked =
  | { kind: 'asking'; to: SurfaceRelease; at: number }
  | { kind: 'begun'; to: SurfaceRelease; deploy: Deploy }
  | { kind: 'refused'; to: SurfaceRelease; error: unknown }

type Rollbacks = Readonly<Record<string, Asked>>
export const useRollbacks = create<{ bySurface: Rollbacks }>(() => ({ bySurface: {} }))

/**
 * An answer that was lost leaves open whether it began: the same again, soon after, goes out under the same key. Later it
 * is another wish, which must not be answered with what came of the first.
 */
const keptMs = 60_000
const keys = new Map<string, { once: Once; since: number }>()

function onceFor(surface: string): Once {
  const kept = keys.get(surface)
  keys.delete(surface)
  return kept !== undefined && Date.now() - kept.since < keptMs ? kept.once : createOnce()
}

const put = (surface: string, asked: Asked | undefined) =>
  useRollbacks.setState(({ bySurface }) => {
    const { [surface]: _, ...others } = bySurface
    return { bySurface: asked === undefined ? others : { ...others, [surface]: asked } }
  })

// What stands behind the console was exchanged: its surfaces are others.
useEpoch.subscribe(({ epoch }, before) => {
  if (epoch === before.epoch) return
  keys.clear()
  useRollbacks.setState({ bySurface: {} })
})

export const useAsked = (surface: string): Asked | undefined => useRollbacks(({ bySurface }) => bySurface[surface])
export const forgetRefusal = (surface: string): void => {
  if (useRollbacks.getState().bySurface[surface]?.kind !== 'refused') return
  keys.delete(surface)
  put(surface, undefined)
}

/** Asks for it once, to the release that was shown. Whoever asks again before the answer has asked nothing. */
export async function rollBack({ id }: Pick<Surface, 'id'>, to: SurfaceRelease): Promise<void> {
  if (useRollbacks.getState().bySurface[id]?.kind === 'asking') return
  const { epoch } = useEpoch.getState()
  const once = onceFor(id)
  const body = { to_release: to.id }
  put(id, { kind: 'asking', to, at: Date.now() })
  const isOf = () => useEpoch.getState().epoch === epoch
  try {
    const deploy = await deploysApi.rollback(id, body, once.keyFor(body))
    if (!isOf()) return
    put(id, { kind: 'begun', to, deploy })
  } catch (error) {
    if (!isOf()) return
    if (isUndecided(error)) keys.set(id, { once, since: Date.now() })
    put(id, { kind: 'refused', to, error })
  }
  void refreshDeploys()
}

/** Until the surface tells of it itself, what this page asked for is known from here. */
export function standingOf(asked: Asked | undefined, surface: Pick<Surface, 'in_flight' | 'last_deploys'>) {
  if (asked === undefined || asked.kind === 'refused') return null
  if (asked.kind === 'asking') return 'asking'
  const { id: own, started_at: begun } = asked.deploy
  // It tells of its last ones alone: one that began later says as much.
  const isTold = [...surface.in_flight, ...surface.last_deploys].some(
    ({ id, started_at }) => id === own || started_at > begun,
  )
  return isTold ? null : 'begun'
}
