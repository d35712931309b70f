import type { Tile } from '../../../shared/contract/tiles.ts'
import type { chatRoles, messageStatuses } from '../../../shared/domain/assistant.ts'
import { titleFrom } from '../../../shared/domain/chat-title.ts'
import { insertMessage, readMessages } from '../../store/chat-messages.ts'
import { type ChatSessionRow, countMessage } from '../../store/chats.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { type MessageView, messageView } from './session-view.ts'

export type NewMessage = {
  role: (typeof chatRoles)[number]
  content: string
  tiles?: readonly Tile[] | undefined
  status?: (typeof messageStatuses)[number] | undefined
  created_at?: string | undefined
}

/**
 * Appends to a chat. What says the same as the message before it, in the same role, is that message: whoever asks again
 * because no answer came has said it once. The first question names a chat that has no name.
 */
export async function appendTo(
  { tx }: Pick<Act, 'tx'>,
  { session_id }: Pick<ChatSessionRow, 'session_id'>,
  { role, status = 'complete', tiles = [], ...wanted }: NewMessage,
): Promise<MessageView> {
  const content = storable(wanted.content)
  const [last] = await readMessages(tx.db, tx.workspace, session_id, { limit: 1 })
  if (last?.role === role && last.content === content) return messageView(last)
  const created_at = wanted.created_at === undefined ? tx.now : new Date(wanted.created_at).toISOString()
  const message_id = newId(Date.parse(tx.now))
  const facts = { session_id, message_id, role, content, tiles: JSON.stringify(tiles), status, created_at }
  const row = await insertMessage(tx, facts)
  await countMessage(tx, session_id, role === 'user' ? titleFrom(content) : null)
  return messageView(row)
}

/** What a model sends may end in half a character, and PostgreSQL takes no zero byte. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '')
