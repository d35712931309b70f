import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import type { AtServer, Caller, OwedServer } from '../use-cases/caller.ts'
import type { Once } from '../use-cases/kept-answer.ts'

/** Which door a request came through. What the door has established travels here, never in a header. */
export type Bindings = {
  door: 'desktop' | 'socket'
  /** Set where another app of ours has already given the request its id. */
  requestId?: string
  /** Who is signed in at this machine. */
  operator?: Operator | undefined
}

/** A person whom an issuer vouches for, as this machine's own console verified it. */
export type Operator = {
  identity: Identity
  signedInAt: string | undefined
  /** On a console that talks to a team's server: what they may do there, and what that server is to be told. */
  of?: { roles: readonly Role[]; owes: OwedServer; atServer?: AtServer | undefined } | undefined
}

type Variables = {
  requestId: string
  log: Logger
  caller: Caller | undefined
  /** The credential that the body names, where one may; and whom it stands for, where it came beside another. */
  actorToken: string | undefined
  besideCaller: Caller | undefined
  /** The Idempotency-Key of this request, where it has one; and whether its answer is kept already. */
  once: Once | undefined
  kept: boolean | undefined
  /** Another app of ours answers, and writes the line. */
  loggedElsewhere: boolean | undefined
}
export type AppEnv = { Bindings: Bindings; Variables: Variables }

/** The caller that `authenticate` established. */
export function callerOf(c: Context<AppEnv>): Caller {
  const caller = c.get('caller')
  if (!caller) throw new Error('a public operation has no caller')
  return caller
}
