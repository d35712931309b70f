import type { Who } from '../../../shared/domain/action.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import type { Deploy, GateEvent } from '../../../shared/domain/gate.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { takeLease } from '../../store/deploy-leases.ts'
import { appendLog, type LogKind } from '../../store/deploy-log.ts'
import { findDeploy } from '../../store/deploys.ts'
import type { Tx } from '../../store/store.ts'
import { advanceDeploy } from '../../use-cases/deploys/advance-deploy.ts'
import { tellOfDeploy } from '../../use-cases/deploys/notices/tell-of-deploy.ts'
import { Halt } from './halt.ts'

/** A deploy that this process carries out, follows, or settles. */
export type Held = { services: Services; workspace: string; deploy_id: string; lease_ms: number }

/** Whoever is said to have done it, under the id that this workspace's ledger has for them. */
export type Author = (tx: Tx) => Promise<Who>
export const by =
  (who: Who): Author =>
  async () =>
    who
export const byPerson =
  (identity: Identity): Author =>
  (tx) =>
    knowActor(tx, identity)
export const bySystem: Author = byPerson(systemIdentity)

export type Written = { kind: LogKind; text: string }

/**
 * Writes down what happened, if this process still has the deploy; with it the lines that were said before, so that they
 * stand before it. Its lease begins anew. Where it is not ours any more, or cannot happen to it as it stands, it halts; so it
 * does before the one step that changes what runs, where somebody has asked for a stop by then.
 */
export async function advanceHeld(
  held: Held,
  lines: readonly Written[],
  event: (who: Who) => GateEvent,
  author: Author,
): Promise<Deploy> {
  const { services, workspace, deploy_id } = held
  const result = await services.store.write(workspace, async (tx) => {
    if (!(await keep(held, tx))) return 'lost' as const
    await appendLog(tx, deploy_id, lines)
    const who = await author(tx)
    const happened = event(who)
    const stop = happened.kind === 'deploy_started' ? await stopOf(tx, deploy_id) : null
    if (stop) return { stopped: stop }
    const done = await advanceDeploy(tx, deploy_id, happened, who)
    if (done.ok) await tellOfDeploy(services, tx, done.value.deploy, happened)
    return done
  })
  if (result === 'lost') throw new Halt({ kind: 'lost', why: 'another process has it, or it is over' })
  if ('stopped' in result) throw new Halt({ kind: 'stopped', by: result.stopped })
  if (!result.ok) throw new Halt({ kind: 'lost', why: result.refusal.detail })
  return result.value.deploy
}

const stopOf = async (tx: Tx, deploy_id: string): Promise<Who | null> =>
  (await findDeploy(tx.db, tx.workspace, deploy_id))?.stop ?? null

/** Says that this process lives and has it, or takes it over from one that does not. False where somebody else has it. */
export const keepHeld = (held: Held): Promise<boolean> =>
  held.services.store.write(held.workspace, (tx) => keep(held, tx))

/** So that another process goes on with it at once. */
export const letGo = ({ services, workspace, deploy_id }: Held): Promise<boolean> =>
  services.store.write(workspace, (tx) => takeLease(tx, deploy_id, { lease: services.gate.id, until: tx.now }))

const keep = ({ services, deploy_id, lease_ms }: Held, tx: Tx): Promise<boolean> =>
  takeLease(tx, deploy_id, {
    lease: services.gate.id,
    until: new Date(Date.parse(tx.now) + lease_ms).toISOString(),
  })
