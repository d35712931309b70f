import type { z } from '@hono/zod-openapi'
import type { ActorClaims } from '../../../shared/contract/drills.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { rolesOf } from '../../identity/oidc-config.ts'
import { identityOf } from '../../identity/token-claims.ts'
import type { Services } from '../../services.ts'
import { findActorId, knowActor } from '../../store/actors.ts'
import { type Caller, callerWith, permit } from '../caller.ts'

/**
 * The person whom a trusted gateway speaks for, in the gateway's workspace: with the roles that the claims carry, mapped
 * as those of a token; without any the gateway vouches with its own. Repeated requests stay the gateway's.
 */
export async function actForAnother(
  services: Pick<Services, 'store' | 'tokens'>,
  gateway: Caller,
  claims: z.infer<typeof ActorClaims>,
): Promise<Result<Caller>> {
  const { actor: vouching, workspace, client } = gateway
  const { iss, roles, groups, workspace_id } = claims
  // What is no address is a name that this program itself gives: to keys, to gateways, to this machine.
  if (iss !== undefined && !/^https?:\/\//.test(iss))
    return refuse('invalid_input', '`actor_claims.iss` is not the address of an issuer.', {
      issues: [{ path: ['actor_claims', 'iss'], message: 'expected an address (https://…)' }],
    })
  const issuer = iss === undefined ? undefined : services.tokens?.issuer(iss)
  const isElsewhere = workspace_id !== undefined && workspace_id !== workspace
  if (isElsewhere || issuer?.workspaces?.includes(workspace) === false)
    return refuse('actor_mismatch', 'Whom `actor_claims` name does not belong to the workspace of the gateway.')

  const identity = identityOf(iss ?? `gateway:${vouching.subject}`, claims)
  if (identity.issuer === vouching.issuer && identity.subject === vouching.subject) return ok(gateway)
  const says = roles !== undefined || groups !== undefined
  const held = says ? rolesOf(issuer ?? {}, { roles: roles ?? [], groups: groups ?? [] }) : gateway.roles
  const known = { mode: 'oidc' as const, workspace, client, roles: held, groups: groups ?? [], through: vouching }
  // Nobody is written down before it is known that they may do it.
  const permitted = permit(callerWith({ ...known, actor: { ...identity, id: '' } }), 'drills.acknowledge')
  if (!permitted.ok) return permitted
  return ok({ ...permitted.value, actor: { ...identity, id: await idOf(services, workspace, identity) } })
}

async function idOf({ store }: Pick<Services, 'store'>, workspace: string, identity: Identity): Promise<string> {
  const known = await findActorId(store.read, workspace, identity)
  return known ?? (await store.write(workspace, (tx) => knowActor(tx, identity))).id
}
