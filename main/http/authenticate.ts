import type { Context, MiddlewareHandler } from 'hono'
import { type Identity, type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import { findKey, keyIdentity, looksLikeKey } from '../identity/api-keys.ts'
import { localIdentity } from '../identity/local.ts'
import { samplePeople } from '../identity/sample.ts'
import { systemIdentity } from '../identity/system.ts'
import type { TokenVerifier } from '../identity/verified-token.ts'
import type { Services } from '../services.ts'
import { findActorId, knowActor } from '../store/actors.ts'
import { touchKey } from '../store/api-keys.ts'
import { within } from '../store/within.ts'
import { ensureWorkspace } from '../store/workspaces.ts'
import { type Caller, callerWith } from '../use-cases/caller.ts'
import type { WebSessionKit } from '../use-cases/session/web-session-kit.ts'
import type { AppEnv, Operator } from './env.ts'
import { Refused, unwrap } from './problem.ts'
import { sessionOfCookie } from './session-of-cookie.ts'

const touchEveryMs = 60_000

/**
 * Establishes who is calling, before even whether there is anything to call. In server mode that takes a credential;
 * sample and local mode know who it is. What follows happens within the caller's workspace.
 */
export function authenticate(services: Services, sessions?: WebSessionKit): MiddlewareHandler<AppEnv> {
  const { identify, byCredential } = identifier(services, sessions)
  return async (c, next) => {
    const caller = await identify(c)
    // What a body names is looked at whoever else is named: a credential that is not valid is never passed over.
    const named = c.get('actorToken')
    const inBody = named === undefined ? undefined : await byCredential(named)
    const known = caller ?? inBody
    if (!known) throw new Refused(needsCredential(services))
    assertIsMeant(c, known)
    c.set('caller', known)
    if (caller) c.set('besideCaller', inBody)
    await within(known.workspace, next)
  }
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whom the page shows may not be who its credential stands for by now: another console of the same keychain, or another
 * tab with the same cookie, has signed in as somebody else. What was decided as one person is never done as another.
 */
function assertIsMeant(c: Context<AppEnv>, { actor }: Caller): void {
  const meant = c.req.header('x-countersign-actor')
  if (meant === undefined || meant === actor.id || reading.has(c.req.method)) return
  throw new Refused({ code: 'actor_changed', detail: `You are ${actor.name} here by now. Nothing was done.` })
}

const needsCredential = ({ connection, mode, tokens }: Services): Refusal => ({
  code: 'credential_missing',
  detail: tokens
    ? 'Sign in, or send `Authorization: Bearer` with an API key or an access token.'
    : 'Send `Authorization: Bearer` with an API key.',
  // So that the page that asks for the key can say where it leads.
  fields: { connection: { ...connection, kind: mode } },
})

function identifier(services: Services, sessions?: WebSessionKit) {
  const ids = new Map<string, string>()
  const actorOf = async (workspace: string, identity: Identity) => {
    const known = JSON.stringify([workspace, identity])
    const id = ids.get(known) ?? (await within(workspace, () => actorId(services, workspace, identity)))
    ids.set(known, id)
    return { ...identity, id }
  }
  const touched = new Map<string, number>()
  const opened = new Set<string>()
  /** A trusted issuer names workspaces; one that nobody named before begins with its first caller. */
  const openWorkspace = async (workspace: string) => {
    if (opened.has(workspace)) return
    await ensureWorkspace(services.store, workspace, systemIdentity)
    opened.add(workspace)
  }

  const byToken = async (token: string, verifier: TokenVerifier): Promise<Caller> => {
    const { workspace, identity, ...facts } = unwrap(await verifier.verify(token))
    await openWorkspace(workspace)
    const actor = await actorOf(workspace, identity)
    return callerWith({ ...facts, mode: 'oidc', actor, workspace, client: `${identity.issuer} ${identity.subject}` })
  }
  const byKey = async (token: string): Promise<Caller> => {
    const isKey = looksLikeKey(token)
    const key = isKey ? await findKey(services.store.read, token) : undefined
    if (!key) {
      const detail = isKey ? 'The key is unknown or was revoked.' : 'This server takes API keys alone.'
      throw new Refused({ code: 'credential_invalid', detail })
    }
    if (services.clock() - (touched.get(key.id) ?? 0) > touchEveryMs) {
      touched.set(key.id, services.clock())
      // Bookkeeping: who may read can read, also while the disk is full or another process writes.
      touchKey(services.store, key.workspace, key.id).catch((error: unknown) =>
        services.log.warn({ err: error }, 'the last use of an API key could not be recorded'),
      )
    }
    const { workspace, roles } = key
    const actor = await actorOf(workspace, keyIdentity(key))
    return callerWith({ mode: 'api_key', actor, workspace, roles, groups: [], client: actor.subject })
  }

  const byCredential = async (token: string): Promise<Caller> => {
    const { mode, tokens } = services
    if (mode !== 'server' && !tokens) throw new Refused(verifiesNothing)
    return tokens && !looksLikeKey(token) ? byToken(token, tokens) : byKey(token)
  }

  const identify = async (c: Context<AppEnv>): Promise<Caller | undefined> => {
    const { workspace, mode } = services
    if (mode === 'sample') {
      const { role, ...identity } = samplePeople[sampleActor(c.req.header('x-countersign-sample-actor'))]
      const actor = await actorOf(workspace, identity)
      return callerWith({ mode, actor, workspace, roles: [role], groups: [], client: identity.subject })
    }
    if (mode === 'local') {
      const { operator } = c.env
      const actor = await actorOf(workspace, operator?.identity ?? localIdentity())
      const { owes, atServer } = operator?.of ?? {}
      const known = { mode: modeOf(operator), signedInAt: operator?.signedInAt, owes, atServer }
      const roles = operator?.of?.roles ?? ['admin']
      return callerWith({ ...known, actor, workspace, roles, groups: [], client: actor.subject })
    }
    const token = bearer(c.req.header('authorization'))
    if (token === undefined) {
      // Whoever names a credential is judged by that one.
      const isNamed = c.req.header('authorization') !== undefined
      const session = sessions && !isNamed ? await sessionOfCookie(c, sessions) : undefined
      if (!session) return undefined
      const { identity, workspace, roles, groups, signed_in_at, id: webSession } = session
      const actor = await actorOf(workspace, identity)
      const client = `${identity.issuer} ${identity.subject}`
      const signedInAt = signed_in_at ?? undefined
      return callerWith({ mode: 'oidc', actor, workspace, roles, groups, client, signedInAt, webSession })
    }
    return byCredential(token)
  }
  return { identify, byCredential }
}

const modeOf = (operator: Operator | undefined): Caller['mode'] =>
  operator === undefined || operator.identity.via === 'local'
    ? 'local'
    : operator.identity.via === 'api_key'
      ? 'api_key'
      : 'oidc'

const verifiesNothing: Refusal = {
  code: 'credential_invalid',
  detail: 'Nobody’s credential is verified here, so none can be given: leave `actor_token` out.',
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
