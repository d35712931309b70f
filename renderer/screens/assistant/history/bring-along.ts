import type { ChatMessage, ChatSession, NewMessage } from '../../../assistant-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { isUndecided } from '../../queue/dialogs/once.ts'

/**
 * How far it has come, kept beside the history itself. `begin` is the key under which the chat is begun: asked again under
 * the same one, there is still one chat.
 */
export type Progress = { begin: string; session: string | null; sent: number }

export type Hands = {
  messages: readonly NewMessage[]
  progress: Progress
  keep: (progress: Progress) => void
  createSession: (key: string) => Promise<ChatSession>
  append: (session: string, message: NewMessage, key: string) => Promise<ChatMessage>
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

const firstPause = 1_000
const longestPause = 60_000

/**
 * Brings an older history into a chat of its own, a message at a time, and answers with the chat. The server takes 20 in a
 * minute: where it asks for patience, that long is waited. Broken off at any point, it goes on there; nothing is brought
 * twice, because every message has a key that follows from its place.
 */
export async function bringAlong(hands: Hands): Promise<string | null> {
  const { messages, keep, createSession, append, signal } = hands
  let { progress } = hands
  const move = (change: Partial<Progress>) => {
    progress = { ...progress, ...change }
    keep(progress)
  }
  // Before anything is asked: whoever comes after a reload asks under the same key.
  keep(progress)
  if (progress.session === null) {
    const begun = await patiently(() => createSession(progress.begin), hands)
    if (begun === null) return null
    move({ session: begun.id })
  }
  const { session } = progress
  if (session === null) return null
  for (const [index, message] of messages.entries()) {
    if (index < progress.sent) continue
    const done = await patiently(() => append(session, message, `${progress.begin}-${index}`), hands)
    if (done === null) return null
    move({ sent: index + 1 })
  }
  return signal.aborted ? null : session
}

/** Tries until the server decides. Null where nobody waits any more. */
async function patiently<T>(
  attempt: () => Promise<T>,
  { wait, signal }: Pick<Hands, 'wait' | 'signal'>,
): Promise<T | null> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await attempt()
    } catch (error) {
      const isLimited = error instanceof ApiProblem && error.code === 'rate_limited'
      if (!isLimited && !isUndecided(error)) throw error
      const asked = isLimited && typeof error.fields.retry_after === 'number' ? error.fields.retry_after * 1000 : 0
      await wait(Math.max(asked, Math.min(longestPause, firstPause * 2 ** failures)), signal)
    }
  }
  return null
}
