import { z } from '@hono/zod-openapi'
import { chatRoles, longestReply, messageStatuses } from '../domain/assistant.ts'
import { longestTitle } from '../domain/chat-title.ts'
import { line } from './actions.ts'
import { body, count, json, moment, operation, time } from './route.ts'
import { Tile } from './tiles.ts'

const base = '/api/v1/chat/sessions'
const page = (usual: number) =>
  count(200).pipe(z.int().min(1)).default(usual).openapi({ type: 'integer', default: usual })
/** PostgreSQL takes neither a zero byte nor half a character. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')
const id = z.object({ id: z.string().max(100) })

export const ChatSession = z
  .object({
    id: z.string(),
    /** Null until there is something to name it after. */
    title: z.string().nullable(),
    archived: z.boolean(),
    created_at: time,
    updated_at: time,
    message_count: z.int(),
  })
  .openapi('ChatSession')

export const ChatMessage = z
  .object({
    id: z.string(),
    role: z.enum(chatRoles),
    content: z.string(),
    tiles: z.array(Tile),
    /** A reply that was broken off is kept as far as it came. */
    status: z.enum(messageStatuses),
    created_at: time,
  })
  .openapi('ChatMessage')

export const SessionQuery = z.object({
  archived: z.enum(['true', 'false']).default('false').openapi({ description: 'Those in the archive, or the others' }),
  q: z.string().max(200).optional().openapi({ description: 'Words of a title, or beginnings of words; all of them' }),
  cursor: z.string().max(400).optional(),
  limit: page(50),
})

export const SessionPage = z
  .object({ items: z.array(ChatSession), next_cursor: z.string().nullable() })
  .openapi('ChatSessionPage')

export const SessionDetail = ChatSession.extend({
  /** In the order in which they were written. */
  messages: z.array(ChatMessage),
  /** For those before the first of these. */
  next_cursor: z.string().nullable(),
  /** A reply that is being written just now: it can be followed. */
  active_run: z.string().nullable(),
}).openapi('ChatSessionDetail')

export const NewMessage = z
  .object({
    role: z.enum(chatRoles),
    content: z.string().max(longestReply).refine(isStorable, 'expected text without zero bytes'),
    tiles: z.array(Tile).max(20).optional(),
    status: z.enum(messageStatuses).optional(),
    /** Only for what is older than the chat: history that is brought along. */
    created_at: moment.optional(),
  })
  .openapi('NewChatMessage')

export const SessionChange = z.object({ title: line(longestTitle).optional(), archived: z.boolean().optional() })

export const listSessions = operation('chat.use', {
  method: 'get',
  path: base,
  summary: 'Your own chats, the one that was used last first',
  request: { query: SessionQuery },
  responses: { 200: json(SessionPage, 'Chats') },
})

export const createSession = operation('chat.use', {
  method: 'post',
  path: base,
  summary: 'A new chat with nothing in it',
  request: {
    body: {
      required: false,
      content: { 'application/json': { schema: z.object({ title: line(longestTitle).nullish() }) } },
    },
  },
  responses: { 201: json(ChatSession, 'The chat') },
})

export const getSession = operation('chat.use', {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'A chat with its last messages; older ones by the cursor',
  request: { params: id, query: z.object({ cursor: z.string().max(100).optional(), limit: page(50) }) },
  responses: { 200: json(SessionDetail, 'The chat') },
})

export const patchSession = operation('chat.use', {
  method: 'patch',
  path: `${base}/{id}`,
  summary: 'Rename, archive, take out of the archive',
  request: { params: id, body: body(SessionChange) },
  responses: { 200: json(ChatSession, 'The chat') },
})

export const deleteSession = operation('chat.use', {
  method: 'delete',
  path: `${base}/{id}`,
  summary: 'Delete a chat with all its messages; it cannot be had back',
  request: { params: id },
  responses: { 200: json(z.object({ id: z.string(), deleted_messages: z.int() }), 'What is gone') },
})

export const appendMessage = operation('chat.use', {
  method: 'post',
  path: `${base}/{id}/messages`,
  summary: 'Append a message; the same role and content as the last one is that one',
  request: { params: id, body: body(NewMessage) },
  responses: { 201: json(ChatMessage, 'The message') },
})
