import { tileWords } from '../../../../shared/domain/tile-words.ts'
import type { ChatMessage, Provider } from '../../../assistant-api.ts'
import type { Run } from '../run/runs.ts'

export type ThreadItem =
  | { kind: 'message'; message: ChatMessage }
  /** Sent from this window, and not in the chat yet. */
  | { kind: 'question'; text: string; at: string }
  /** Being written, or ended without anything that was kept. */
  | { kind: 'reply'; run: Run }

/** Pages come newest first, each in the order of writing. A page may shift between two reads: nothing is there twice. */
export function inOrder(pages: readonly { messages: readonly ChatMessage[] }[]): ChatMessage[] {
  const seen = new Set<string>()
  return [...pages]
    .reverse()
    .flatMap(({ messages }) => messages)
    .filter(({ id }) => !seen.has(id) && seen.add(id))
}

/**
 * The messages that are kept, and what goes on at their end. A reply that is being written is in the chat as far as it has
 * been kept: it is shown as it is heard, and not once more.
 */
export function threadItems(messages: readonly ChatMessage[], run: Run | undefined): ThreadItem[] {
  const asItem = (message: ChatMessage): ThreadItem => ({ kind: 'message', message })
  if (run === undefined || run.state.kind === 'refused' || run.state.kind === 'unanswered') return messages.map(asItem)
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user')
  const kept = messages.filter(({ id }, index) => index <= lastQuestion || run.known.has(id))
  const isKept =
    run.question === null ||
    kept.some(({ id, role, content }) => role === 'user' && !run.known.has(id) && content === run.question)
  return [
    ...kept.map(asItem),
    ...(isKept || run.question === null ? [] : [{ kind: 'question' as const, text: run.question, at: run.asked_at }]),
    { kind: 'reply', run },
  ]
}

/** The question that a reply answers: what is asked again. */
export function questionBefore(messages: readonly ChatMessage[], id: string): ChatMessage | undefined {
  const at = messages.findIndex((message) => message.id === id)
  return messages.slice(0, Math.max(at, 0)).findLast(({ role }) => role === 'user')
}

/** The last question, where no reply came to it and none is being written. */
export function leftUnanswered(messages: readonly ChatMessage[], run: Run | undefined, active: string | null) {
  const last = messages.at(-1)
  const isRefused = run?.state.kind === 'refused' || run?.state.kind === 'unanswered'
  return last?.role === 'user' && active === null && (run === undefined || isRefused) ? last : undefined
}

/** Whether the last reply answers a question in which no word asked for a tile or a proposal. */
export function namesNothing(messages: readonly ChatMessage[], id: string): boolean {
  const last = messages.at(-1)
  const question = questionBefore(messages, id)
  if (last?.id !== id || last.role !== 'assistant' || question === undefined) return false
  const { tiles, proposal } = tileWords(question.content)
  return tiles.length === 0 && proposal === null
}

/**
 * Whether the sample's script wrote a reply. Kept replies do not say it themselves: it answered whenever no provider of
 * one's own did.
 */
export const isByScript = (message: ChatMessage, scripted: boolean, provider: Provider | undefined): boolean =>
  scripted &&
  message.role === 'assistant' &&
  (provider === undefined || message.created_at < (provider.updated_at ?? ''))
