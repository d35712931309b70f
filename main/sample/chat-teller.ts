import type { Tile } from '../../shared/contract/tiles.ts'
import type { Result } from '../../shared/domain/result.ts'
import { promptFor } from '../assistant/prompt.ts'
import { replyTo } from '../assistant/scripted.ts'
import type { Services } from '../services.ts'
import { prepareQuestion, settleQuestion } from '../use-cases/assistant/ask.ts'
import { appendTo } from '../use-cases/chat/append-to.ts'
import { changeSession } from '../use-cases/chat/change-session.ts'
import { createSession } from '../use-cases/chat/create-session.ts'
import { castOf } from './cast.ts'
import { type ChatLine, questions } from './chat-story.ts'
import type { StoryClock } from './clock.ts'

/** In minutes: how long the sample's script takes to answer. */
const thinks = 0.1

/** Chats in their place in the story; and what was said in them, once there is a fleet that it can be about. */
export function chatTellerOf(services: Services, clock: StoryClock) {
  const { act, callerOf } = castOf(services)
  const sessions = new Map<string, string>()

  const idOf = (chat: string): string => {
    const id = sessions.get(chat)
    if (id === undefined) throw new Error(`the story speaks of ${chat} before it is there`)
    return id
  }

  return {
    async tell({ by, chat, what }: ChatLine): Promise<void> {
      if (what === 'begun') sessions.set(chat, (await act(by, (does) => createSession(does))).session_id)
      else must(await act(by, (does) => changeSession(does, idOf(chat), { archived: true })))
    },

    /** By the very steps that a question takes, and with the words of the sample's script. */
    async converse(): Promise<void> {
      for (const { ago, by, chat, asks: message } of questions) {
        const session_id = idOf(chat)
        clock.ago(ago)
        const prepared = must(await prepareQuestion(services, await callerOf(by), { message, session_id }))
        const { answer } = must(await act(by, (does) => settleQuestion(services, does, prepared)))
        const now = new Date(clock.now()).toISOString()
        const tiles = answer.tiles.filter((tile) => wasThere(tile, now))
        const { history } = prepared.found
        const content = replyTo(promptFor({ message, history, tiles, not_proposed: answer.not_proposed }))
        clock.ago(ago - thinks)
        await act(by, (does) => appendTo(does, { session_id }, { role: 'assistant', content, tiles }))
      }
    },
  }
}

function must<T>(done: Result<T>): T {
  if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
  return done.value
}

/** Everything has happened by now, and a pause of later on would be told of too early. */
const wasThere = (tile: Tile, now: string): boolean => tile.kind !== 'pause_control' || tile.data.pause.paused_at <= now
