import { z } from 'zod'
import type { ChatMessage, ChatSession } from '../../../shared/contract/chat.ts'
import { Tile } from '../../../shared/contract/tiles.ts'
import { chatRoles, messageStatuses } from '../../../shared/domain/assistant.ts'
import type { ChatMessageRow } from '../../store/chat-messages.ts'
import type { ChatSessionRow } from '../../store/chats.ts'

type SessionView = z.output<typeof ChatSession>
export type MessageView = z.output<typeof ChatMessage>

export const sessionView = (row: ChatSessionRow): SessionView => ({
  id: row.session_id,
  title: row.title,
  archived: row.archived === 1,
  created_at: row.created_at,
  updated_at: row.updated_at,
  message_count: row.message_count,
})

const Role = z.enum(chatRoles)
const Status = z.enum(messageStatuses)

export const messageView = (row: ChatMessageRow): MessageView => ({
  id: row.message_id,
  role: Role.parse(row.role),
  content: row.content,
  tiles: readTiles(row.tiles),
  status: Status.parse(row.status),
  created_at: row.created_at,
})

/** One that this version knows no more, or not yet, is left out rather than standing in the way of the words. */
function readTiles(text: string): Tile[] {
  const kept: unknown = JSON.parse(text)
  return Array.isArray(kept) ? kept.flatMap((each) => Tile.safeParse(each).data ?? []) : []
}
