import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { findSession, sessionsOf, type WebSession } from '../../store/web-sessions.ts'
import type { Caller } from '../caller.ts'
import { endSession, type SessionEnd } from './end-session.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Ends the session that asks, or every session of this person on this server, whatever its workspace. */
export async function signOut(
  kit: WebSessionKit | undefined,
  caller: Caller,
  everywhere: boolean,
): Promise<Result<number>> {
  if (!kit || caller.mode !== 'oidc' || (caller.webSession === undefined && !everywhere))
    return refuse(
      'not_offered_here',
      'There is no session of a browser to end: this request came with no cookie of one.',
    )
  const { read } = kit.services.store
  const own = await sessionsOf(read, caller.actor)
  const wanted = everywhere ? own : own.filter(({ id }) => id === caller.webSession)
  let ended = 0
  for (const session of wanted)
    if (await endSession(kit, session, everywhere ? 'signed_out_everywhere' : 'signed_out', session.identity)) ended++
  return ok(ended)
}

/** One of one's own, from another browser. What is somebody else's is not there. */
export async function endOwnSession(kit: WebSessionKit | undefined, caller: Caller, id: string): Promise<Result<void>> {
  const session = kit && (await findSession(kit.services.store.read, id))
  if (!kit || !session || !isOwn(session, caller)) return refuse('not_found', 'You have no such session.')
  const because: SessionEnd = id === caller.webSession ? 'signed_out' : 'signed_out_elsewhere'
  await endSession(kit, session, because, session.identity)
  return ok(undefined)
}

const isOwn = ({ identity }: WebSession, { mode, actor }: Caller): boolean =>
  mode === 'oidc' && identity.issuer === actor.issuer && identity.subject === actor.subject
