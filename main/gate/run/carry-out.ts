import { definitionDigest } from '../../../shared/domain/preview.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { bySystem } from './advance-held.ts'
import { ask } from './ask.ts'
import type { Run } from './open-run.ts'
import { pollHealth } from './poll-health.ts'
import { pushOut } from './push-out.ts'

/** A deploy from this machine, from its intent to its end. */
export async function carryOut(run: Run, surface: Surface): Promise<void> {
  const { from_sha, to_sha, definition_digest } = run.deploy
  if (to_sha === null || definitionDigest(surface) !== definition_digest) {
    const detail = 'The surface was defined anew since it was previewed: nothing was pushed.'
    await run.end('cancelled', { detail }, bySystem)
    return
  }
  run.goOn()
  if (!(await ask(run, surface, to_sha))) return
  const isOut = await pushOut(run, surface, (host, wanted) =>
    host.deploy({ ...wanted, from_sha, to_sha }, run.say, run.halted),
  )
  if (!isOut) return
  run.goOn()
  await pollHealth(run, surface)
}
