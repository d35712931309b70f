import { titleFrom } from '../../../shared/domain/chat-title.ts'
import { firstMessage } from '../../store/chat-messages.ts'
import { type ChatSessionRow, saveSession } from '../../store/chats.ts'
import type { Tx } from '../../store/store.ts'

/** A better title for a chat that still has the one it was given by itself, or none. One that a person gave stays. */
export async function nameSession(
  tx: Tx,
  { session_id, title }: Pick<ChatSessionRow, 'session_id' | 'title'>,
  wanted: string,
): Promise<boolean> {
  const better = titleFrom(wanted)
  if (better === null || better === title) return false
  const first = await firstMessage(tx.db, tx.workspace, session_id, 'user')
  const own = first === undefined ? null : titleFrom(first.content)
  if (title !== null && title !== own) return false
  await saveSession(tx, session_id, { title: better })
  return true
}
