import { writeChatEvent } from '../../../shared/domain/chat-entries.ts'
import { type ChatSessionRow, insertSession } from '../../store/chats.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'

/** A chat with nothing in it, which belongs to whoever asks. */
export async function createSession(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  title: string | null = null,
): Promise<ChatSessionRow> {
  const session_id = newId(Date.parse(tx.now))
  const entry = writeChatEvent({ kind: 'created', session_id, by: who, at: tx.now })
  const { seq } = tx.append({ ...entry, actor: who })
  const facts = { session_id, owner: who.id, title, created_at: tx.now, updated_at: tx.now }
  return insertSession(tx, { ...facts, archived: 0, message_count: 0, last_seq: seq })
}
