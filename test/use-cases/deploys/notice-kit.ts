import type { Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import { readLog } from '../../../main/store/deploy-log.ts'
import { insertDeploy } from '../../../main/store/deploys.ts'
import { within } from '../../../main/store/within.ts'
import { deliverNotices } from '../../../main/use-cases/deploys/notices/deliver-notices.ts'
import { enqueueDeployNotices, type Told } from '../../../main/use-cases/deploys/notices/enqueue-deploy-notices.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { begin, type Deploy, type DeployFacts, type Outcome } from '../../../shared/domain/gate.ts'
import { writeIntent } from '../../../shared/domain/gate-entries.ts'
import { SurfaceDefinition } from '../../../shared/domain/surface.ts'

export const deployId = '01890000-0000-7000-8000-000000000001'
const sha = (letter: string) => letter.repeat(40)

export const surfaceOf = (notify: readonly string[], more: object = {}) =>
  SurfaceDefinition.parse({
    ...{ id: 'console', name: 'Console', host: 'heroku', app: 'raxx-console-prod', repository: '/srv/raxx.git' },
    ...{ paths: { local: {} }, notify },
    ...more,
  })

/** Somebody whose name is their address, as identity providers have it. */
export const operator: Identity = {
  ...{ issuer: 'https://id.example', subject: 'kris', email: 'kristerpher@raxx.example' },
  ...{ name: 'kristerpher@raxx.example', via: 'oidc', verified: true },
}

/** A deploy as it stands when this is told of it, and that it is told. */
export async function tell(
  services: Services,
  surface: ReturnType<typeof surfaceOf>,
  news: Outcome | 'approval_asked' | 'alert_raised',
  { kind = 'deploy', detail = null }: { kind?: 'deploy' | 'rollback'; detail?: string | null } = {},
): Promise<void> {
  await services.store.write('w', async (tx) => {
    const { id, digest } = await knowActor(tx, operator)
    const by = { id, digest }
    const facts: DeployFacts = {
      ...{ deploy_id: deployId, surface_id: surface.id, kind, path: 'local', trigger: 'local-script' },
      ...{ environment: 'production', target_app: surface.app, from_sha: sha('a'), to_sha: sha('b'), to_release: null },
      ...{ began_at: tx.now, began_by: by, break_glass: false, passes: [], warnings: [], health_attempts: 0 },
      definition_digest: 'd',
    }
    const { seq } = tx.append({ ...writeIntent(facts), actor: by })
    await insertDeploy(tx, begin(facts), seq, null)
    const isEnd = news !== 'approval_asked' && news !== 'alert_raised'
    const ending = { outcome: isEnd ? news : ('success' as const), at: tx.now, by, detail, observed_sha: null }
    const deploy: Deploy = {
      ...begin(facts),
      stage:
        news === 'approval_asked' ? { state: 'approval_pending', ending: null } : { state: 'audit_written', ending },
    }
    const told: Told = isEnd ? { kind: 'ended', ending } : { kind: news }
    await enqueueDeployNotices(tx, surface, deploy, told)
  })
}

/** Sends what is due, and comes back when it is sent. */
export async function sendDue(services: Services): Promise<void> {
  const lanes = new Map<string, Promise<void>>()
  const { signal } = new AbortController()
  const errors: unknown[] = []
  await deliverNotices(services, { lanes, enough: signal, hangUp: signal, onError: (error) => errors.push(error) })
  await Promise.all(lanes.values())
  if (errors.length > 0) throw errors[0]
}

export const noticesOf = ({ store }: Services) =>
  within('w', () =>
    store.read.selectFrom('deploy_notice').selectAll().where('workspace', '=', 'w').orderBy('notice_id').execute(),
  )

/** What whoever looks at the deploy reads there. */
export const logOf = ({ store }: Services) =>
  within('w', () => readLog(store.read, 'w', deployId, { after: 0, limit: 10 }))
