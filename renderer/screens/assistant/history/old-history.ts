import { z } from 'zod'
import { longestReply } from '../../../../shared/domain/assistant.ts'
import type { NewMessage } from '../../../assistant-api.ts'

/** Where consoles before this one kept their only chat, in the browser alone. */
export const historyKey = 'assistant_chat_history'

const Old = z.array(
  z.object({
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    created_at: z.union([z.string(), z.number()]).optional(),
  }),
)

export type OldHistory =
  | { kind: 'none' }
  | { kind: 'messages'; messages: readonly NewMessage[] }
  /** It is not what it should be. Nobody else has it, so it is left as it is. */
  | { kind: 'malformed' }

/** What an older console left behind. Words that are too long are cut where a chat's messages end. */
export function readOldHistory(text: string | null): OldHistory {
  if (text === null) return { kind: 'none' }
  const read = Old.safeParse(parsed(text))
  if (!read.success) return { kind: 'malformed' }
  const messages = read.data
    .filter(({ content }) => content.trim() !== '')
    .map(({ role, content, created_at }): NewMessage => {
      const at = timeOf(created_at)
      return {
        role,
        content: content.replaceAll('\u0000', '').toWellFormed().slice(0, longestReply),
        ...(at === null ? {} : { created_at: at }),
      }
    })
    // A chat takes the same words by the same side, said twice in a row, for one message.
    .filter(({ role, content }, index, all) => all[index - 1]?.role !== role || all[index - 1]?.content !== content)
  return messages.length === 0 ? { kind: 'none' } : { kind: 'messages', messages }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function timeOf(value: string | number | undefined): string | null {
  if (value === undefined) return null
  const at = new Date(value)
  return Number.isNaN(at.getTime()) || at.getTime() > Date.now() ? null : at.toISOString()
}
