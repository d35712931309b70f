import type { z } from '@hono/zod-openapi'
import type { Surface as SurfaceShape } from '../../../shared/contract/surfaces.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { endingOf, outcomeOf } from '../../../shared/domain/gate.ts'
import { offersAt, whyNotRollback } from '../../../shared/domain/surface-guards.ts'
import { isFrozen, type Standing } from '../../../shared/domain/surface-standing.ts'
import { observerOf, type Seen } from '../../gate/observe.ts'
import type { Services } from '../../services.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { DeployRecord } from '../../store/deploy-record.ts'
import { readDeploys, readLastDeploys } from '../../store/deploys.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'
import type { Caller } from '../caller.ts'
import { circumstancesAt } from './circumstances.ts'
import type { KnownSurface } from './known-surfaces.ts'
import { rollbackWay } from './rollback-target.ts'
import { secretNamesOf } from './secret-names.ts'
import { changedAt, isOutdated, runningIn } from './view-running.ts'

export type SurfaceView = z.output<typeof SurfaceShape>
export type Viewing = Pick<
  Services,
  'store' | 'gate' | 'secrets' | 'clock' | 'stopping' | 'onClose' | 'log' | 'workspace' | 'mode'
>
type Name = (who: Who) => ActorView

const lastShown = 5

/** Surfaces as this caller sees them. Nothing in here waits for a host: what was heard of them last is told. */
export async function viewSurfaces(
  services: Viewing,
  db: ReadDb,
  caller: Caller,
  surfaces: readonly KnownSurface[],
): Promise<SurfaceView[]> {
  const stored = surfaces.length === 0 ? [] : await services.secrets.list({ workspace: caller.workspace, owner: '' })
  const kept = new Set(stored.map(({ provider, label }) => `${provider} ${label}`))
  const views: SurfaceView[] = []
  for (const known of surfaces) views.push(await viewSurface(services, db, caller, known, kept))
  return views
}

async function viewSurface(
  services: Viewing,
  db: ReadDb,
  caller: Caller,
  known: KnownSurface,
  keptSecrets: ReadonlySet<string>,
): Promise<SurfaceView> {
  const { surface, defined } = known
  const { workspace } = caller
  const now = new Date(services.clock()).toISOString()
  const at = await circumstancesAt(db, caller, known, now)
  const { standing, under_way } = at
  const last = await readLastDeploys(db, workspace, surface.id, lastShown)
  const reviews = await readDeploys(db, workspace, { surface: surface.id, review_open: true }, { limit: 50 })
  const name = await namesOf(db, workspace, standing, [...last, ...under_way])
  const seen = observerOf(services).look(workspace, surface, changedAt(standing, last, now))
  const way = rollbackWay({
    releases: seen.releases?.value ?? [],
    running: isOutdated(seen.running, standing, now) ? null : (seen.running?.value ?? null),
    standing,
    under_way,
    last: at.last,
  })
  const whyNot = whyNotRollback(at, way.to?.id ?? null, false)
  const { paths, settings, health, watch, ...plain } = surface
  return {
    ...plain,
    paths: { ...(paths.local && { local: {} }), ...(paths.ci && { ci: { ...paths.ci } }) },
    health: { ...health },
    watch: { ...watch },
    settings: { ...settings },
    defined,
    at: 'here',
    running: runningIn(seen, standing, { name, isMoving: under_way.length > 0, now }),
    health_now: seen.health && { ...told(seen.health.value), at: seen.health.at },
    lead: seen.lead?.value ?? null,
    in_flight: under_way.map(briefWith(name)),
    last_deploys: last.map(briefWith(name)),
    rollback: {
      to: way.to,
      command: observerOf(services).host(workspace, surface).rollbackCommand(way.to),
      enabled: whyNot === undefined,
      reason: whyNot?.detail ?? null,
      last_seconds: await lastRollbackSeconds(db, workspace, surface.id),
    },
    lock: standing.lock && { reason: standing.lock.reason, by: name(standing.lock.by), at: standing.lock.at },
    freezes: standing.freezes
      .filter(({ until }) => until > now)
      .map(({ by, ...freeze }) => {
        const { id, from, until, reason } = freeze
        return { id, from, until, reason, by: name(by), active: isFrozen([{ ...freeze, by }], now) !== undefined }
      }),
    quarantined: standing.quarantined.map(({ by, ...each }) => ({ ...each, by: name(by) })),
    alert: standing.alert && { ...standing.alert, probes: standing.alert.probes.map((probe) => ({ ...probe })) },
    open_reviews: reviews.map(({ deploy }) => deploy.deploy_id),
    secrets: secretNamesOf(surface).map((secret) => ({
      name: secret,
      from: keptSecrets.has(`surface:${surface.id} ${secret}`)
        ? 'store'
        : (services.gate.env[secret] ?? '') !== ''
          ? 'environment'
          : 'missing',
    })),
    commands: offersAt(at).map((offer) =>
      known.held !== null && offer.name.startsWith('deploy_') ? { ...offer, reason: known.held } : offer,
    ),
  }
}

const told = ({ ok, status, ms, error }: NonNullable<Seen['health']>['value']) => ({ ok, status, ms, error })

const briefWith =
  (name: Name) =>
  ({ deploy }: DeployRecord): SurfaceView['last_deploys'][number] => ({
    id: deploy.deploy_id,
    kind: deploy.kind,
    outcome: outcomeOf(deploy),
    from_sha: deploy.from_sha,
    to_sha: deploy.to_sha,
    started_at: deploy.began_at,
    finished_at: endingOf(deploy)?.at ?? null,
    actor: name(deploy.began_by),
  })

async function namesOf(
  db: ReadDb,
  workspace: string,
  { lock, freezes, quarantined, running }: Standing,
  deploys: readonly DeployRecord[],
): Promise<Name> {
  const people = [lock?.by, running?.by, ...freezes.map(({ by }) => by), ...quarantined.map(({ by }) => by)]
  const actors = await viewActors(db, workspace, [
    ...people.flatMap((who) => (who ? [who.digest] : [])),
    ...deploys.map(({ deploy }) => deploy.began_by.digest),
  ])
  return (who) => actors[who.digest] ?? unknown(who)
}

/** How long the last one took, from the press to the end. */
async function lastRollbackSeconds(db: ReadDb, workspace: string, surface: string): Promise<number | null> {
  const wanted = { surface, kind: 'rollback', outcome: ['success'] } as const
  const [last] = await readDeploys(db, workspace, wanted, { limit: 1 })
  const ended = last && endingOf(last.deploy)
  return ended ? Math.max(0, Date.parse(ended.at) - Date.parse(last.deploy.began_at)) / 1000 : null
}
