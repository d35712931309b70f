import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import { knowActor } from '../../main/store/actors.ts'
import type { Answer } from '../../main/store/kept-answers.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { commandAction } from '../../main/use-cases/actions/command-action.ts'
import { proposeAction, type Wanted } from '../../main/use-cases/actions/propose-action.ts'
import { viewOutcome } from '../../main/use-cases/actions/view-actions.ts'
import { type Caller, callerWith } from '../../main/use-cases/caller.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { runTransition } from '../../main/use-cases/transition.ts'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { ok, type Result } from '../../shared/domain/result.ts'

export const workspace = 'bench'
export const actionsPath = '/api/v1/deployments/actions'

export const identityOf = (name: string): Identity => ({
  issuer: 'bench',
  subject: name,
  email: `${name}@bench.invalid`,
  name: `Bench ${name}`,
  via: 'local',
  verified: false,
})

export type Place = { dataDir: string; databaseUrl?: string | undefined; masterKey?: string | undefined }

export type ActionFixture = {
  services: Services
  callerOf(name: string, role: Role): Promise<Caller>
  keyOf(name: string, role: Role): Promise<string>
  /** Tier 2, so that one approval completes it; committed together. */
  propose(count: number): Promise<string[]>
  /** What the route does, below the wire: one transaction, and the answer as it would go out. */
  approve(caller: Caller, id: string): Promise<Answer>
  /** Through the whole API, but for the socket. */
  ask(key: string, path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** A server's services with one workspace, and limits that are counted but never reached. */
export async function openActions(place: Place): Promise<ActionFixture> {
  const limits = { transitionsPerMinute: 1_000_000_000 }
  const services = await openServices({ mode: 'server', ...place, limits, log: createLog('warn') })
  const { store } = services
  const operator = identityOf('operator')
  await ensureWorkspace(store, workspace, operator)
  const app = createApp(services)
  const proposed = async (index: number) => {
    const record = await store.write(workspace, async (tx) =>
      proposeAction(services, { tx, who: await knowActor(tx, operator) }, wanted(index)),
    )
    return record.action.proposal.id
  }
  return {
    services,
    async callerOf(name, role) {
      const identity = identityOf(name)
      const { id } = await store.write(workspace, (tx) => knowActor(tx, identity))
      const actor = { ...identity, id }
      return callerWith({ mode: 'api_key', actor, workspace, roles: [role], groups: [], client: identity.subject })
    },
    keyOf: async (name, role) => (await createKey(services, operator, { workspace, name, roles: [role] })).key,
    async propose(count) {
      const ids: string[] = []
      while (ids.length < count)
        ids.push(
          ...(await Promise.all(Array.from({ length: Math.min(256, count - ids.length) }, (_, i) => proposed(i)))),
        )
      return ids
    },
    approve: (caller, id) =>
      runTransition(services, caller, { render: rendered }, async (act) => {
        const done = await commandAction(act, id, { name: 'approve', note })
        return done.ok ? ok(await viewOutcome(act, done.value.record)) : done
      }),
    ask: async (key, path, init = {}) => {
      const request = new Request(`http://localhost${path}`, init)
      request.headers.set('authorization', `Bearer ${key}`)
      return app.fetch(request, { door: 'desktop' })
    },
    close: () => services.close(),
  }
}

const note = 'Looked at the diff with the on-call.'

export const approval = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ note }),
}

const wanted = (index: number): Wanted => ({
  type: 'throttle',
  target_ref: `checkout-agent@${index.toString(16).padStart(7, '0')}`,
  reason: 'The canary drifts by 4 % since the last deploy',
  mode: 'supervised',
  payload: { rate_per_minute: 120, region: 'eu-central-1' },
  ttl_seconds: 24 * 60 * 60,
})

function rendered(result: Result<unknown>): Answer {
  if (!result.ok) throw new Error(result.refusal.detail)
  return { status: 200, body: JSON.stringify(result.value) }
}
