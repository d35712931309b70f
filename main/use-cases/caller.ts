import type { Actor } from '../../shared/domain/actor.ts'
import type { Pass } from '../../shared/domain/gate.ts'
import { type Permission, permissionsOf, type Role } from '../../shared/domain/permission.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'

type AuthenticationMode = 'sample' | 'local' | 'api_key' | 'oidc'

/** Who asks, as verified at the door; nothing that a request body says can change it. */
export type Caller = {
  mode: AuthenticationMode
  actor: Actor
  workspace: string
  roles: readonly Role[]
  groups: readonly string[]
  permissions: ReadonlySet<Permission>
  /** Who a rate limit counts. */
  client: string
  /** When this person last proved who they are, where the issuer says so. */
  signedInAt?: string | undefined
  /** When the token ends that the request came with. */
  expiresAt?: string | undefined
  /** The web session that the request came with, where it came with a cookie. */
  webSession?: string | undefined
  /** The trusted gateway whose own credential the request came with, where it speaks for the actor. */
  through?: Actor | undefined
  /** A console that talks to a team's server: which one this machine owes the record of what it deploys itself. */
  owes?: OwedServer | undefined
  /** Of such a console: how that server is asked in this person's name. */
  atServer?: AtServer | undefined
}

/** Refusals are answers: whoever is signed out there, or cannot reach it, gets a problem. */
export type AtServer = { id: string; name: string; ask(request: Request): Promise<Response> }

export type OwedServer = {
  /** As the book of this machine's connections has it. */
  server: string
  name: string
  /** What the server says stands in the way, and is passed with a reason by somebody who may there. */
  passes: readonly Pass[]
  /** What could not be asked of it. */
  warnings: readonly string[]
}

export const callerWith = (facts: Omit<Caller, 'permissions'>): Caller => ({
  ...facts,
  permissions: permissionsOf(facts.roles),
})

/** The one place where a permission is asked for. */
export function permit(caller: Caller, access: Permission | 'signed-in'): Result<Caller> {
  if (access === 'signed-in' || caller.permissions.has(access)) return ok(caller)
  return refuse('permission_denied', `This needs the permission ${access}, which your roles do not carry.`, {
    permission: access,
  })
}
