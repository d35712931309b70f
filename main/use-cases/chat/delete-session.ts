import { writeChatEvent } from '../../../shared/domain/chat-entries.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { deleteSessionRows } from '../../store/chats.ts'
import { forgetAnswersAbout } from '../../store/kept-answers.ts'
import type { Tx } from '../../store/store.ts'
import type { Act } from '../transition.ts'
import { findOwnSession, noSuchSession } from './find-own-session.ts'

/** The chat, all that was said in it, and the answers that repeated it: only that it was deleted stays on record. */
export async function deleteSession(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  id: string,
): Promise<Result<{ id: string; deleted_messages: number }>> {
  if ((await findOwnSession(tx.db, tx.workspace, who.id, id)) === undefined)
    return { ok: false, refusal: noSuchSession }
  const messages = await forgetSession(tx, id)
  const entry = writeChatEvent({ kind: 'deleted', session_id: id, by: who, at: tx.now, messages })
  tx.append({ ...entry, actor: who })
  return ok({ id, deleted_messages: messages })
}

/** The answers go by the messages that they repeat, so they go first. */
export async function forgetSession(tx: Tx, id: string): Promise<number> {
  await forgetAnswersAbout(tx, id)
  return deleteSessionRows(tx, id)
}
