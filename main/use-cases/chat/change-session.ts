import type { z } from '@hono/zod-openapi'
import type { SessionChange } from '../../../shared/contract/chat.ts'
import { type ChatEvent, writeChatEvent } from '../../../shared/domain/chat-entries.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { type ChatSessionRow, saveSession } from '../../store/chats.ts'
import type { Act } from '../transition.ts'
import { findOwnSession, noSuchSession } from './find-own-session.ts'

/** Renames it, puts it into the archive, takes it out. To set it as it is already changes nothing, and is no entry. */
export async function changeSession(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  id: string,
  { title, archived }: z.output<typeof SessionChange>,
): Promise<Result<ChatSessionRow>> {
  let session = await findOwnSession(tx.db, tx.workspace, who.id, id)
  if (session === undefined) return { ok: false, refusal: noSuchSession }
  const happen = (kind: Exclude<ChatEvent['kind'], 'deleted'>): number => {
    const entry = writeChatEvent({ kind, session_id: id, by: who, at: tx.now })
    return tx.append({ ...entry, actor: who }).seq
  }
  if (title !== undefined && title !== session.title) session = { ...session, title, last_seq: happen('renamed') }
  if (archived !== undefined && archived !== (session.archived === 1))
    session = { ...session, archived: archived ? 1 : 0, last_seq: happen(archived ? 'archived' : 'unarchived') }
  await saveSession(tx, id, { title: session.title, archived: session.archived, last_seq: session.last_seq })
  return ok(session)
}
