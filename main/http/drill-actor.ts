import type { Context } from 'hono'
import { ActorClaims } from '../../shared/contract/drills.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { type Caller, permit } from '../use-cases/caller.ts'
import { actForAnother } from '../use-cases/drills/act-for-another.ts'
import { type AppEnv, callerOf } from './env.ts'
import { parsedBody } from './parsed-body.ts'

/**
 * Who answers a drill notification: the caller, whom a credential in the body has to agree with; or the person whom a
 * trusted gateway speaks for, who is the caller from here on. Nothing else in a request names anybody.
 */
export async function settleActor(c: Context<AppEnv>, services: Services): Promise<Refusal | undefined> {
  const caller = callerOf(c)
  const beside = c.get('besideCaller')
  if (beside && !isSame(beside, caller))
    return mismatch('`actor_token` stands for somebody else than the credential that the request came with.')

  const { actor_claims } = await parsedBody(c)
  if (actor_claims === undefined) return undefined
  const claims = ActorClaims.safeParse(actor_claims).data
  if (c.get('actorToken') !== undefined) {
    const { issuer, subject } = caller.actor
    const isThem = claims?.sub === subject && (claims.iss ?? issuer) === issuer
    // Of somebody whose token is here nothing has to be believed.
    return isThem ? undefined : mismatch('`actor_claims` name somebody else than `actor_token`.')
  }
  const refused = whyNotBelieved(caller)
  if (refused) return refused
  // The schema says what is wrong with them.
  if (!claims) return undefined
  const acting = await actForAnother(services, caller, claims)
  if (!acting.ok) return acting.refusal
  c.set('caller', acting.value)
  return undefined
}

const mismatch = (detail: string): Refusal => ({ code: 'actor_mismatch', detail: `${detail} Nothing was recorded.` })

/** A person of one workspace is nobody in another. */
const isSame = (a: Caller, b: Caller): boolean =>
  a.workspace === b.workspace && a.actor.issuer === b.actor.issuer && a.actor.subject === b.actor.subject

function whyNotBelieved(caller: Caller): Refusal | undefined {
  const permission = 'actors.act_for'
  const permitted = permit(caller, permission)
  if (!permitted.ok) return permitted.refusal
  if (caller.actor.verified) return undefined
  const detail = `Only a verified credential with the permission ${permission} speaks for somebody else; nobody is verified here.`
  return { code: 'permission_denied', detail, fields: { permission } }
}
