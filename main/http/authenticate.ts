import type { Context, MiddlewareHandler } from 'hono'
import { type Identity, type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import { findKey, keyIdentity, looksLikeKey } from '../identity/api-keys.ts'
import { localIdentity } from '../identity/local.ts'
import { samplePeople } from '../identity/sample.ts'
import type { Services } from '../services.ts'
import { findActorId, knowActor } from '../store/actors.ts'
import { touchKey } from '../store/api-keys.ts'
import { type Caller, callerWith } from '../use-cases/caller.ts'
import type { AppEnv } from './env.ts'
import { Refused, unwrap } from './problem.ts'

const touchEveryMs = 60_000

/**
 * Establishes who is calling, before even whether there is anything to call. In server mode that takes a credential;
 * sample and local mode know who it is.
 */
export function authenticate(services: Services): MiddlewareHandler<AppEnv> {
  const identify = identifier(services)
  return async (c, next) => {
    const caller = await identify(c)
    if (!caller) throw new Refused(needsCredential(services))
    c.set('caller', caller)
    await next()
  }
}

const needsCredential = ({ connection, mode }: Services): Refusal => ({
  code: 'credential_missing',
  detail: 'Send `Authorization: Bearer` with an API key.',
  // So that the page that asks for the key can say where it leads.
  fields: { connection: { ...connection, kind: mode } },
})

function identifier(services: Services): (c: Context<AppEnv>) => Promise<Caller | undefined> {
  const ids = new Map<string, string>()
  const actorOf = async (workspace: string, identity: Identity) => {
    const known = JSON.stringify([workspace, identity])
    const id = ids.get(known) ?? (await actorId(services, workspace, identity))
    ids.set(known, id)
    return { ...identity, id }
  }
  const touched = new Map<string, number>()

  return async (c) => {
    const { workspace, mode } = services
    if (mode === 'sample') {
      const { role, ...identity } = samplePeople[sampleActor(c.req.header('x-countersign-sample-actor'))]
      const actor = await actorOf(workspace, identity)
      return callerWith({ mode, actor, workspace, roles: [role], groups: [], client: identity.subject })
    }
    if (mode === 'local') {
      const actor = await actorOf(workspace, localIdentity())
      return callerWith({ mode, actor, workspace, roles: ['admin'], groups: [], client: actor.subject })
    }
    const token = bearer(c.req.header('authorization'))
    if (token === undefined) return undefined
    if (!looksLikeKey(token) && services.tokens) {
      const { identity, workspace, roles, groups, signedInAt } = unwrap(await services.tokens.verify(token))
      const actor = await actorOf(workspace, identity)
      const client = `${identity.issuer} ${identity.subject}`
      return callerWith({ mode: 'oidc', actor, workspace, roles, groups, client, signedInAt })
    }
    const key = looksLikeKey(token) ? await findKey(services.store.read, token) : undefined
    if (!key) throw new Refused({ code: 'credential_invalid', detail: 'The key is unknown or was revoked.' })
    if (services.clock() - (touched.get(key.id) ?? 0) > touchEveryMs) {
      touched.set(key.id, services.clock())
      // Bookkeeping: who may read can read, also while the disk is full or another process writes.
      touchKey(services.store, key.workspace, key.id).catch((error: unknown) =>
        services.log.warn({ err: error }, 'the last use of an API key could not be recorded'),
      )
    }
    const actor = await actorOf(key.workspace, keyIdentity(key))
    return callerWith({
      mode: 'api_key',
      actor,
      workspace: key.workspace,
      roles: key.roles,
      groups: [],
      client: actor.subject,
    })
  }
}

async function actorId({ store }: Services, workspace: string, identity: Identity): Promise<string> {
  const known = await findActorId(store.read, workspace, identity)
  return known ?? (await store.write(workspace, (tx) => knowActor(tx, identity))).id
}

function sampleActor(named: string | undefined): SampleActor {
  const found = sampleActors.find((name) => name === (named ?? 'commander'))
  if (found) return found
  throw new Refused({
    code: 'invalid_input',
    detail: 'x-countersign-sample-actor names nobody of the sample.',
    fields: {
      issues: [{ path: ['x-countersign-sample-actor'], message: `expected one of ${sampleActors.join(', ')}` }],
    },
  })
}

const bearer = (header: string | undefined): string | undefined => /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
