import type { z } from '@hono/zod-openapi'
import type { TileAnswer } from '../../shared/contract/assistant.ts'
import type { Tile } from '../../shared/contract/tiles.ts'
import type { Result } from '../../shared/domain/result.ts'

export type Said = { role: 'user' | 'assistant'; content: string }
/** A reply as its chat has it. */
export type KeptReply = { id: string; content: string; status: 'complete' | 'cut_off' }
export type Reply = {
  content: string
  tiles: readonly Tile[]
  status: 'complete' | 'cut_off'
  /** Whether nothing more comes: then it is as whole as it gets. */
  last: boolean
}

/**
 * What a conversation stands on: rows, proposals and kept chats. Of this process's own store; or, where a console talks to
 * a team's server and calls the model itself, that server's.
 */
export type Grounds = {
  /**
   * Keeps the question, and makes its tiles and its proposal, once for each key: asked again under the same one, the
   * answer is the same and nothing is proposed anew.
   */
  ask(
    question: { message: string; session_id: string | null },
    key: string,
  ): Promise<
    Result<{
      answer: z.output<typeof TileAnswer>
      history: Said[]
      /** The reply that this very question has in its chat already, from another process or before a restart. */
      reply?: KeptReply | undefined
    }>
  >
  /**
   * Begins a reply that is being written, or goes on in the row of one that the question has already, and gives the way to keep it as far as it has come, and at its end. Its message
   * may have no id before it was kept for the last time.
   */
  beginReply(session_id: string): Promise<Result<{ message_id: string | null; keep(reply: Reply): Promise<void> }>>
  /** A title for a chat that has none. */
  nameSession(session_id: string, title: string): Promise<void>
}
