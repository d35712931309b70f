import { setTimeout } from 'node:timers/promises'
import type { z } from 'zod'
import { TileAnswer } from '../../shared/contract/assistant.ts'
import { ChatMessage, ChatSession, getSession } from '../../shared/contract/chat.ts'
import { titleFrom } from '../../shared/domain/chat-title.ts'
import { ok, type RefusalCode, type Result } from '../../shared/domain/result.ts'
import type { AtServer } from '../use-cases/caller.ts'
import { storable } from '../use-cases/chat/append-to.ts'
import { askServer } from './ask-server.ts'
import type { Grounds, Said } from './grounds.ts'

const Detail = getSession.responses[200].content['application/json'].schema
const mostHistory = 40

/** How long after a reply its server is asked to keep it, and how soon again where that does not say. */
type Patience = { wholeMs: number; againMs: number; stopping?: AbortSignal }
const usual: Patience = { wholeMs: 60_000, againMs: 1_000 }
/** What another try may cure: nothing was decided about the reply itself. */
const passing: ReadonlySet<RefusalCode> = new Set([
  'server_unreachable',
  'rate_limited',
  'store_unavailable',
  'internal_error',
])

/**
 * What a conversation stands on where a console talks to a team's server and calls the model itself: that server keeps the
 * question, makes the tiles and the proposal, and is told the reply at its end. What it makes of a question it makes once
 * for each key, so that a question may be sent again.
 */
export function serverGrounds(server: AtServer, changed: Partial<Patience> = {}): Grounds {
  const { wholeMs, againMs, stopping } = { ...usual, ...changed }
  /** What says the same as the message before it is that message there, so that a reply may be sent again. */
  const append = async (asked: Parameters<typeof askServer>[1]): Promise<Result<z.output<typeof ChatMessage>>> => {
    const until = performance.now() + wholeMs
    for (let pause = againMs; ; pause *= 2) {
      const kept = await askServer(server, asked, ChatMessage)
      if (kept.ok || !passing.has(kept.refusal.code)) return kept
      const said = Number(kept.refusal.fields?.retry_after ?? 0) * 1_000
      const waitMs = Math.max(pause, said)
      // What cannot be cured in time is told now: whoever reads along waits for the end.
      if (performance.now() + waitMs > until || stopping?.aborted) return kept
      await setTimeout(waitMs, undefined, { signal: stopping }).catch(() => {})
    }
  }
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
          const body = { role: 'assistant', content: storable(content), tiles, status }
          const asked = { method: 'POST', path: `${sessionPath(session_id)}/messages`, body }
          const kept = await append(asked)
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
