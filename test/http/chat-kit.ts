import type { z } from '@hono/zod-openapi'
import type { ChatMessage, ChatSession, SessionDetail, SessionPage } from '../../shared/contract/chat.ts'
import { asJson, type Person, type Queue } from './action-kit.ts'

export const sessions = '/api/v1/chat/sessions'
export type Session = z.output<typeof ChatSession>
export type Message = z.output<typeof ChatMessage>
export type Detail = z.output<typeof SessionDetail>
export type Page = z.output<typeof SessionPage>

export const chatsWithoutLimit = { chatPerMinute: 1_000_000, transitionsPerMinute: 1_000_000 }

/** Chats as their owner has them; the operator's, where nobody else is named. */
export function chatsOn({ get, send }: Pick<Queue, 'get' | 'send'>) {
  const say = (id: string, content: string, more: object = {}, who: Person = 'operator', once?: string) =>
    send(`${sessions}/${id}/messages`, { role: 'user', content, ...more }, who, once === undefined ? {} : { once })
  return {
    say,
    create: async (body: object = {}, who: Person = 'operator') =>
      asJson<Session>(await send(sessions, body, who), 201),
    said: async (id: string, content: string, more?: object, who?: Person) =>
      asJson<Message>(await say(id, content, more, who), 201),
    show: async (id: string, query = '', who: Person = 'operator') =>
      asJson<Detail>(await get(`${sessions}/${id}?${query}`, who), 200),
    list: async (query = '', who: Person = 'operator') => asJson<Page>(await get(`${sessions}?${query}`, who), 200),
    patch: (id: string, body: unknown, who: Person = 'operator') =>
      send(`${sessions}/${id}`, body, who, { method: 'PATCH' }),
    remove: (id: string, who: Person = 'operator') => send(`${sessions}/${id}`, {}, who, { method: 'DELETE' }),
  }
}
