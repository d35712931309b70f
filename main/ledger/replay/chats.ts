import { z } from 'zod'
import { type ChatEvent, chatActions, readChatEvent } from '../../../shared/domain/chat-entries.ts'
import type { Bad, Replay } from './replay.ts'

/** As stored, without a word of it: those can be deleted, and no entry vouches for them. */
type ChatRecord = { session_id: string; owner: string; archived: number; created_at: string; last_seq: number }

const Known = z.strictObject({
  session_id: z.string(),
  owner: z.string(),
  archived: z.number(),
  created_at: z.string(),
  last_seq: z.number(),
})
const erased = 'actor.identity.erased'

/** Every chat is there that was made and not deleted, of whoever made it, and stands where its owner has put it. */
export function replayChats(records: readonly ChatRecord[]): Replay {
  const known = new Map<string, ChatRecord>()
  const names: ReadonlySet<string> = new Set(Object.values(chatActions))
  let fault: Bad | undefined

  function applyEvent(event: ChatEvent, seq: number): string | undefined {
    const { kind, session_id, by, at } = event
    const before = known.get(session_id)
    if (kind === 'created') {
      known.set(session_id, { session_id, owner: by.id, archived: 0, created_at: at, last_seq: seq })
      return before && 'a chat was made twice'
    }
    if (before === undefined) return 'something happened to a chat that there was not'
    if (before.owner !== by.id) return 'something happened to a chat by somebody whose it was not'
    switch (kind) {
      case 'renamed':
        known.set(session_id, { ...before, last_seq: seq })
        return undefined
      case 'archived':
      case 'unarchived': {
        const archived = kind === 'archived' ? 1 : 0
        known.set(session_id, { ...before, archived, last_seq: seq })
        return before.archived === archived ? `a chat was ${kind} that was so already` : undefined
      }
      case 'deleted':
        known.delete(session_id)
        return undefined
      default:
        return event satisfies never
    }
  }

  return {
    name: 'chats',
    resume(carried) {
      // What was pruned before there were chats carries none.
      for (const chat of z.array(Known).parse(carried ?? [])) known.set(chat.session_id, chat)
    },
    apply(entry) {
      if (entry.action === erased) {
        const id = entry.subject.slice('actor:'.length)
        for (const { session_id, owner } of known.values()) if (owner === id) known.delete(session_id)
      }
      if (!names.has(entry.action)) return
      const event = readChatEvent(entry)
      const why = event ? applyEvent(event, entry.seq) : 'the entry does not say what happened to the chat'
      if (why !== undefined) fault ??= { seq: entry.seq, why }
    },
    state: () => [...known.values()],
    compare() {
      if (fault) return fault
      const present = new Map(records.map((record) => [record.session_id, record]))
      for (const [id, chat] of known) {
        const record = present.get(id)
        if (!record) return { seq: chat.last_seq, why: `chat ${id} was removed without an entry` }
        if (!isSame(record, chat))
          return { seq: chat.last_seq, why: `chat ${id} is not as the ledger says: it was changed` }
      }
      const stranger = records.find(({ session_id }) => !known.has(session_id))
      return stranger && { seq: 1, why: `chat ${stranger.session_id} was never made by an entry` }
    },
  }
}

const isSame = (one: ChatRecord, other: ChatRecord): boolean =>
  one.owner === other.owner &&
  one.archived === other.archived &&
  one.created_at === other.created_at &&
  one.last_seq === other.last_seq
