import type { z } from '@hono/zod-openapi'
import type { NewMessage } from '../../../shared/contract/chat.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Act } from '../transition.ts'
import { appendTo } from './append-to.ts'
import { findOwnSession, noSuchSession } from './find-own-session.ts'
import type { MessageView } from './session-view.ts'

export async function appendMessage(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  id: string,
  message: z.output<typeof NewMessage>,
): Promise<Result<MessageView>> {
  const session = await findOwnSession(tx.db, tx.workspace, who.id, id)
  if (session === undefined) return { ok: false, refusal: noSuchSession }
  const { created_at } = message
  if (created_at !== undefined && Date.parse(created_at) > Date.parse(session.created_at))
    return refuse('invalid_input', 'Only what is older than the chat brings its own time.', {
      issues: [{ path: ['created_at'], message: 'expected a time before the chat was made' }],
    })
  return ok(await appendTo({ tx }, session, message))
}
