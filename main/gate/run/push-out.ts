import type { Surface } from '../../../shared/domain/surface.ts'
import { type Deployed, type Host, HostRefused, RemoteMoved, type Wanted } from '../host.ts'
import { openHost } from '../open-host.ts'
import { observe } from './observe.ts'
import type { Run } from './open-run.ts'
import { asSentence } from './sentence.ts'

const patienceMs = 5_000

type Pushing = (host: Host, wanted: Pick<Wanted, 'deploy_id' | 'operator' | 'snapshotTaken'>) => Promise<Deployed>

/**
 * The one step that changes what runs. That it begins is durable before the host is asked for anything. False where it did
 * not work, and that is the end of it.
 */
export async function pushOut(run: Run, surface: Surface, push: Pushing): Promise<boolean> {
  run.goOn()
  await run.advance({ kind: 'deploy_started' })
  run.goOn()
  const { deploy_id } = run
  const snapshotTaken = async (snapshot: string, state_serial: number) => {
    await run.advance({ kind: 'snapshot_taken', snapshot, state_serial })
  }
  try {
    const host = openHost(run.services, run.workspace, surface)
    // It goes into names of snapshots, and with them into the ledger: an id opens to a name until that is erased.
    const operator = run.deploy.began_by.id
    const { release, snapshot, state_serial = null } = await push(host, { deploy_id, operator, snapshotTaken })
    if (snapshot !== undefined && run.deploy.snapshot === null)
      await run.advance({ kind: 'snapshot_taken', snapshot, state_serial })
    await run.advance({ kind: 'deployed', release })
    return true
  } catch (error) {
    // Broken off, a host may say anything; whether it took effect is looked at then.
    run.halted.throwIfAborted()
    if (!(error instanceof HostRefused || error instanceof RemoteMoved)) throw error
    run.say(error.message)
    // A remote that refuses it leaves what ran, as a rule; what really runs then is the host's to say.
    const { services, workspace } = run
    const { sha } = await observe(services, { ...run.deploy, workspace, surface }, patienceMs)
    await run.end('deploy_failed', { detail: asSentence(error.message), observed_sha: sha })
    return false
  }
}
