import { createHash } from 'node:crypto'
import { z } from 'zod'
import { TileAnswer } from '../../shared/contract/assistant.ts'
import { ok, type Result, refusalCodes, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { knowActor } from '../store/actors.ts'
import type { Tx } from '../store/store.ts'
import { prepareQuestion, settleQuestion } from '../use-cases/assistant/ask.ts'
import { remembered } from '../use-cases/assistant/look-up.ts'
import type { Caller } from '../use-cases/caller.ts'
import { findOwnSession, noSuchSession } from '../use-cases/chat/find-own-session.ts'
import { nameSession } from '../use-cases/chat/name-session.ts'
import { readHistory } from '../use-cases/chat/read-history.ts'
import type { MessageView } from '../use-cases/chat/session-view.ts'
import { beginReply, updateReply } from '../use-cases/chat/write-reply.ts'
import { runTransition } from '../use-cases/transition.ts'
import type { Grounds, Said } from './grounds.ts'

const Settled = z.object({ answer: TileAnswer, question_id: z.string().nullable() })
const Refused = z.object({
  code: z.enum(refusalCodes),
  detail: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
})

/** What a conversation stands on where the rows are this process's own. */
export function ownGrounds(services: Services, caller: Caller): Grounds {
  const { store } = services
  const { workspace } = caller
  let questionId: string | null = null
  /** The chat, in a transaction, for the person whom the ledger knows by now. */
  const inSession = <T>(
    session_id: string,
    unit: (tx: Tx, found: Awaited<ReturnType<typeof findOwnSession>>) => Promise<T>,
  ): Promise<T> =>
    store.write(workspace, async (tx) => {
      const { id } = await knowActor(tx, caller.actor)
      return unit(tx, await findOwnSession(tx.db, workspace, id, session_id))
    })

  return {
    async ask(question, key) {
      const prepared = await prepareQuestion(services, caller, question)
      if (!prepared.ok) return prepared
      const request = digest(JSON.stringify([question.session_id, question.message]))
      // A name of its own: under the bare key a request of another kind would find this answer.
      const once = { key: digest(`question ${key}`), request, about: question.session_id }
      const kept = await runTransition(services, caller, { once, render, counted: false }, (act) =>
        settleQuestion(services, act, prepared.value),
      )
      if (kept.status !== settled) return refused(kept.body)
      const { answer, question_id } = Settled.parse(JSON.parse(kept.body))
      const before = prepared.value.found.history
      // Asked again, the chat has the question already, and perhaps the beginning of a reply.
      const at = before.findIndex(({ id }) => id === question_id)
      questionId = question_id
      return ok({ answer, history: saidIn(at < 0 ? before : before.slice(0, at)), reply: replyIn(before, question_id) })
    },

    beginReply: (session_id) =>
      inSession(session_id, async (tx, session): Promise<Awaited<ReturnType<Grounds['beginReply']>>> => {
        if (!session) return { ok: false, refusal: noSuchSession }
        // Looked for anew: another process may have been asked under the same key at the same time.
        const begun = replyIn(await readHistory(tx.db, workspace, session_id, remembered), questionId)
        const message_id = begun?.id ?? (await beginReply({ tx }, session)).id
        return ok({
          message_id,
          async keep(reply) {
            // What was kept before stays until there is something in its place.
            if (begun && begun.content !== '' && reply.content === '') return
            const isThere = await store.write(workspace, (act) => updateReply(act, message_id, reply))
            if (!isThere) throw new Error('the chat of a reply is gone')
          },
        })
      }),

    nameSession: (session_id, title) =>
      inSession(session_id, async (tx, session) => {
        if (session) await nameSession(tx, session, title)
      }),
  }
}

/** What follows a question is its reply: whoever asks anew asks a question of its own. */
function replyIn(messages: readonly MessageView[], question_id: string | null): MessageView | undefined {
  const at = messages.findIndex(({ id }) => id === question_id)
  const next = at < 0 ? undefined : messages[at + 1]
  return next?.role === 'assistant' ? next : undefined
}

const settled = 200
const render = (result: Result<unknown>) =>
  result.ok
    ? { status: settled, body: JSON.stringify(result.value) }
    : { status: 400, body: JSON.stringify(result.refusal) }

function refused(body: string): Result<never> {
  const { code, detail, fields }: z.output<typeof Refused> = Refused.parse(JSON.parse(body))
  return refuse(code, detail, fields)
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const saidIn = (messages: readonly (Said & { id: string })[]): Said[] =>
  messages.map(({ role, content }) => ({ role, content }))
