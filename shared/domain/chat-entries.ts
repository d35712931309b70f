import { z } from 'zod'
import type { Who } from './action.ts'
import type { Entry, Json } from './entry.ts'

/** What happens to a chat, as the ledger tells it: whose it is, and never a word of it. */
export type ChatEvent =
  | { kind: 'created'; session_id: string; by: Who; at: string }
  | { kind: 'renamed' | 'archived' | 'unarchived'; session_id: string; by: Who; at: string }
  | { kind: 'deleted'; session_id: string; by: Who; at: string; messages: number }

type Written = { action: string; subject: string; data: Json }

export const chatActions = {
  created: 'chat.session.created',
  renamed: 'chat.session.renamed',
  archived: 'chat.session.archived',
  unarchived: 'chat.session.unarchived',
  deleted: 'chat.session.deleted',
} as const satisfies Record<ChatEvent['kind'], string>

const prefix = 'chat:'
const chatSubject = (session_id: string): string => `${prefix}${session_id}`

/** Who and when are the entry's own. */
export const writeChatEvent = (event: ChatEvent): Written => ({
  action: chatActions[event.kind],
  subject: chatSubject(event.session_id),
  data: event.kind === 'deleted' ? { messages: event.messages } : {},
})

const Deleted = z.strictObject({ messages: z.int().min(0) })
const Nothing = z.strictObject({})

/** Nothing, where an entry is not of the form that this program writes. */
export function readChatEvent({
  action,
  subject,
  at,
  actor_id,
  actor_digest,
  data,
}: Pick<Entry, 'action' | 'subject' | 'at' | 'actor_id' | 'actor_digest' | 'data'>): ChatEvent | undefined {
  const kind = (Object.keys(chatActions) as ChatEvent['kind'][]).find((each) => chatActions[each] === action)
  const session_id = subject.startsWith(prefix) ? subject.slice(prefix.length) : ''
  if (kind === undefined || session_id === '') return undefined
  const facts = { session_id, by: { id: actor_id, digest: actor_digest }, at }
  if (kind !== 'deleted') return Nothing.safeParse(data).success ? { kind, ...facts } : undefined
  const said = Deleted.safeParse(data).data
  return said && { kind, ...facts, ...said }
}
