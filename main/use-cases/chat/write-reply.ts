import { insertMessage, saveMessage } from '../../store/chat-messages.ts'
import { type ChatSessionRow, countMessage, saveSession } from '../../store/chats.ts'
import { newId } from '../../store/new-id.ts'
import type { Tx } from '../../store/store.ts'
import type { Act } from '../transition.ts'
import { type NewMessage, storable } from './append-to.ts'
import { type MessageView, messageView } from './session-view.ts'

/** A reply that is being written. Until it is whole it is kept as cut off: so it says so, however it ends. */
export async function beginReply(
  { tx }: Pick<Act, 'tx'>,
  { session_id }: Pick<ChatSessionRow, 'session_id'>,
): Promise<MessageView> {
  const facts = { session_id, role: 'assistant', content: '', tiles: '[]', status: 'cut_off', created_at: tx.now }
  const row = await insertMessage(tx, { ...facts, message_id: newId(Date.parse(tx.now)) })
  await countMessage(tx, session_id, null)
  return messageView(row)
}

/** Keeps it as far as it has come. False, where the chat was deleted meanwhile: then nothing is kept of it. */
export async function updateReply(
  tx: Tx,
  message_id: string,
  { content, tiles, status }: Required<Pick<NewMessage, 'tiles' | 'status'>> & { content: string },
): Promise<boolean> {
  const change = { content: storable(content), tiles: JSON.stringify(tiles ?? []), status: status ?? 'cut_off' }
  const session_id = await saveMessage(tx, message_id, change)
  if (session_id === undefined) return false
  await saveSession(tx, session_id, { updated_at: tx.now })
  return true
}
