import { cameOut, changedNothing, type GateState, outcomeOf, ranAlready } from '../../../shared/domain/gate.ts'
import type { GateCircumstances } from '../../../shared/domain/surface-guards.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { readDeploys, readInFlight } from '../../store/deploys.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readStanding } from '../../store/surfaces.ts'
import type { Caller } from '../caller.ts'
import type { KnownSurface } from './known-surfaces.ts'

type Asker = Pick<Caller, 'workspace' | 'permissions' | 'actor'>
/** What the guards look at, and the deploys under way themselves. */
export type Circumstances = GateCircumstances & { under_way: DeployRecord[] }

/** What decides about a surface now, for this caller: for a button outside a transaction, for the deed inside one. */
export async function circumstancesAt(
  db: ReadDb,
  { workspace, permissions, actor }: Asker,
  { surface, held }: KnownSurface,
  now: string,
): Promise<Circumstances> {
  const under_way = await readInFlight(db, workspace, surface.id)
  return {
    now,
    permissions,
    isNamed: actor.via !== 'api_key',
    paths: {
      local: held === null && surface.paths.local !== undefined,
      ci: held === null && surface.paths.ci !== undefined,
    },
    standing: await readStanding(db, workspace, surface.id),
    under_way,
    inFlight: under_way.map(({ deploy: { deploy_id, kind, to_release } }) => ({ deploy_id, kind, to_release })),
    last: await lastThatDid(db, workspace, surface.id),
  }
}

/** Nothing was pushed yet, and whoever breaks it off then has changed nothing. */
export const beforePush: ReadonlySet<GateState> = new Set(['triggered', 'smoke_gate', 'resolved', 'approval_pending'])

const did = ['success', 'health_check_failed', 'deploy_failed', 'unknown', 'cancelled'] as const
const page = 20

/**
 * The last one that came to an end and changed something, or may have: not what was broken off early, nor a deploy after which
 * still ran what ran before, nor a rollback that only stopped one.
 */
async function lastThatDid(db: ReadDb, workspace: string, surface: string): Promise<GateCircumstances['last']> {
  let after: number | undefined
  for (;;) {
    const found = await readDeploys(db, workspace, { surface, outcome: did }, { after, limit: page })
    for (const { deploy } of found) {
      const outcome = outcomeOf(deploy)
      const brokenOffEarly = outcome === 'cancelled' && beforePush.has(deploy.stage.state)
      const leftAll = (deploy.kind === 'deploy' && changedNothing(deploy)) || ranAlready(deploy)
      if (outcome === null || brokenOffEarly || leftAll) continue
      return { kind: deploy.kind, outcome, to_release: deploy.to_release, came_out: cameOut(deploy) }
    }
    if (found.length < page) return null
    after = found.at(-1)?.n
  }
}
