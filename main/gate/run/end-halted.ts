import type { Surface } from '../../../shared/domain/surface.ts'
import { by, bySystem, letGo } from './advance-held.ts'
import type { Halt } from './halt.ts'
import { howFar } from './how-far.ts'
import { observe } from './observe.ts'
import type { Run } from './open-run.ts'

/** Whoever stops it, a rollback above all, waits for this. */
const patienceMs = 3_000

/**
 * What is written of a deploy that was broken off here. Of one that is not ours any more, nothing; and what a forge runs is
 * left to whoever follows it next.
 */
export async function endHalted(run: Run, surface: Surface, { reason }: Halt): Promise<void> {
  const { services, workspace, deploy, deploy_id } = run
  if (reason.kind === 'lost') {
    services.log.info({ deploy_id, why: reason.why }, 'a deploy does not go on in this process')
    return
  }
  if (reason.kind === 'closing' && deploy.path === 'ci') {
    run.say('The program is closed here; the run goes on at the forge.')
    await run.close()
    await letGo(run)
    return
  }
  const { sha, sentence } = await observe(services, { ...deploy, workspace, surface }, patienceMs)
  const how = { observed_sha: sha, detail: `${begun[reason.kind]} ${howFar(deploy)}. ${sentence}` }
  if (reason.kind === 'stopped') await run.end('cancelled', how, by(reason.by))
  else await run.end('unknown', how, bySystem)
}

const begun = { stopped: 'It was broken off', closing: 'The program was closed' }
