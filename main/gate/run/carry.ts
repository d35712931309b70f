import { isOver } from '../../../shared/domain/gate.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { findKnownSurface } from '../../use-cases/surfaces/known-surfaces.ts'
import { surfaceDir } from '../folders.ts'
import { notingGroups } from '../noted-groups.ts'
import { bySystem } from './advance-held.ts'
import { carryBack } from './carry-back.ts'
import { carryOut } from './carry-out.ts'
import { endHalted } from './end-halted.ts'
import { followCi } from './follow-ci.ts'
import { Halt } from './halt.ts'
import { howFar } from './how-far.ts'
import { observe } from './observe.ts'
import type { Run } from './open-run.ts'

const patienceMs = 15_000

/** Carries it to its end, whatever comes. `adopted`: another process began it, at a forge, where it goes on by itself. */
export async function carry(run: Run, adopted: boolean): Promise<void> {
  const { services, workspace, deploy } = run
  const known = await findKnownSurface(services, services.store.read, workspace, deploy.surface_id)
  if (known === undefined) {
    await run.end('cancelled', { detail: 'There is no such surface any more: nothing was done.' }, bySystem)
    return
  }
  const { surface } = known
  try {
    await notingGroups(surfaceDir(services.gate, workspace, surface.id), deploy.deploy_id, () =>
      carryBy(run, surface, adopted),
    )
  } catch (error) {
    const halt = haltOf(run, error)
    if (halt) await endHalted(run, surface, halt)
    else await endFaulty(run, surface, error)
  }
}

const carryBy = (run: Run, surface: Surface, adopted: boolean): Promise<void> => {
  if (run.deploy.path === 'ci') return followCi(run, surface, adopted)
  return run.deploy.kind === 'rollback' ? carryBack(run, surface) : carryOut(run, surface)
}

/** What is thrown while it is broken off is because of that. */
function haltOf({ halted }: Run, error: unknown): Halt | undefined {
  if (halted.reason instanceof Halt) return halted.reason
  return error instanceof Halt ? error : undefined
}

/** A fault of ours. What it has done by then is looked at, and told; what it was stands in the program's own log. */
async function endFaulty(run: Run, surface: Surface, error: unknown): Promise<void> {
  const { services, workspace, deploy_id } = run
  services.log.error({ err: error, deploy_id }, 'a deploy met a fault of this program')
  if (isOver(run.deploy)) return
  const { sha, sentence } = await observe(services, { ...run.deploy, workspace, surface }, patienceMs)
  const detail = `A fault of this program ended it ${howFar(run.deploy)}; its log has more. ${sentence}`
  await run.end('unknown', { detail, observed_sha: sha }, bySystem)
}
