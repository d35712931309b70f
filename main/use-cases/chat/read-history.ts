import { readMessages } from '../../store/chat-messages.ts'
import type { ReadDb } from '../../store/schema.ts'
import { type MessageView, messageView } from './session-view.ts'

/** The last messages of a chat, in the order in which they were written. */
export async function readHistory(
  db: ReadDb,
  workspace: string,
  session_id: string,
  limit: number,
): Promise<MessageView[]> {
  const rows = await readMessages(db, workspace, session_id, { limit })
  return rows.reverse().map(messageView)
}
