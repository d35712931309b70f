import type { Identity } from '../../../shared/domain/actor.ts'
import { knowActor } from '../../store/actors.ts'
import { deleteSession, type StillSo, type WebSession } from '../../store/web-sessions.ts'
import { revokeToken } from './revoke-token.ts'
import { openRefreshToken } from './session-secret.ts'
import type { WebSessionKit } from './web-session-kit.ts'

/** Why a session is over, as the ledger has it. */
export type SessionEnd =
  | 'signed_out'
  | 'signed_out_elsewhere'
  | 'signed_out_everywhere'
  | 'signed_in_anew'
  | 'idle'
  | 'lasted_its_time'
  | 'not_renewed'

/** From the commit on no request with its cookie is answered, by any process. False when it was over already, or `only` is not so. */
export async function endSession(
  kit: WebSessionKit,
  session: WebSession,
  because: SessionEnd,
  by: Identity,
  only?: StillSo,
): Promise<boolean> {
  const { services, tokens } = kit
  const ended = await services.store.write(session.workspace, async (tx) => {
    const last = await deleteSession(tx, session.id, only)
    if (!last) return undefined
    const actor = await knowActor(tx, by)
    tx.append({ action: 'console.session.ended', subject: `session:${session.id}`, actor, data: { because } })
    return last
  })
  const issuer = tokens.issuer(session.identity.issuer)
  const token = ended && openRefreshToken(services, session.id, ended.refresh_token)
  if (issuer && token !== undefined) revokeToken(kit, issuer, token)
  return ended !== undefined
}
