import { TileAnswer } from '../../shared/contract/assistant.ts'
import { ChatMessage, ChatSession, getSession } from '../../shared/contract/chat.ts'
import { titleFrom } from '../../shared/domain/chat-title.ts'
import { ok } from '../../shared/domain/result.ts'
import type { AtServer } from '../use-cases/caller.ts'
import { askServer } from './ask-server.ts'
import type { Grounds, Said } from './grounds.ts'

const Detail = getSession.responses[200].content['application/json'].schema
const mostHistory = 40

/**
 * What a conversation stands on where a console talks to a team's server and calls the model itself: that server keeps the
 * question, makes the tiles and the proposal, and is told the reply at its end. What it makes of a question it makes once
 * for each key, so that a question may be sent again.
 */
export function serverGrounds(server: AtServer): Grounds {
  const sessionPath = (id: string) => `/api/v1/chat/sessions/${encodeURIComponent(id)}`
  return {
    async ask({ message, session_id }, key) {
      const asked = { method: 'POST', path: '/api/v1/assistant/tiles', body: { message, session_id }, key }
      const answered = await askServer(server, asked, TileAnswer)
      if (!answered.ok) return answered
      if (session_id === null) return ok({ answer: answered.value, history: [] })
      const path = `${sessionPath(session_id)}?limit=${mostHistory}`
      const session = await askServer(server, { path }, Detail)
      if (!session.ok) return session
      const history = session.value.messages.map(({ role, content }): Said => ({ role, content }))
      return ok({ answer: answered.value, history })
    },

    async beginReply(session_id) {
      let message_id: string | null = null
      return ok({
        get message_id() {
          return message_id
        },
        async keep({ content, tiles, status, last }) {
          // A message there is appended once: what is still being written is in this process alone.
          if (!last) return
          const body = { role: 'assistant', content, tiles, status }
          const asked = { method: 'POST', path: `${sessionPath(session_id)}/messages`, body }
          const kept = await askServer(server, asked, ChatMessage)
          if (!kept.ok) throw new Error(`the server did not keep a reply: ${kept.refusal.code}`)
          message_id = kept.value.id
        },
      })
    },

    async nameSession(session_id, wanted) {
      const title = titleFrom(wanted)
      const session = await askServer(server, { path: `${sessionPath(session_id)}?limit=2` }, Detail)
      if (!session.ok || title === null || title === session.value.title) return
      const first = session.value.messages.find(({ role }) => role === 'user')
      // One that a person gave stays.
      const isOwn = session.value.title === null || session.value.title === titleFrom(first?.content ?? '')
      if (isOwn)
        await askServer(server, { method: 'PATCH', path: sessionPath(session_id), body: { title } }, ChatSession)
    },
  }
}
