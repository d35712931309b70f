import type { z } from '@hono/zod-openapi'
import type { SessionDetail } from '../../../shared/contract/chat.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readMessages } from '../../store/chat-messages.ts'
import type { Caller } from '../caller.ts'
import { findSessionOf, noSuchSession } from './find-own-session.ts'
import { messageView, sessionView } from './session-view.ts'

type Shown = Omit<z.output<typeof SessionDetail>, 'active_run'>

/** A chat with a page of its messages: the last ones, or those before a cursor. */
export async function showSession(
  services: Pick<Services, 'store'>,
  caller: Caller,
  id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Result<Shown>> {
  const session = await findSessionOf(services, caller, id)
  if (session === undefined) return { ok: false, refusal: noSuchSession }
  const before = cursor === undefined ? undefined : readCursor(cursor)
  if (before === null)
    return refuse('invalid_input', 'The cursor is not one of this chat.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this chat' }],
    })
  // One more than asked for tells whether there are older ones.
  const found = await readMessages(services.store.read, caller.workspace, id, { before, limit: limit + 1 })
  const page = found.slice(0, limit)
  const first = page.at(-1)
  return ok({
    ...sessionView(session),
    messages: page.reverse().map(messageView),
    next_cursor: found.length > limit && first ? writeCursor(first.n) : null,
  })
}

const writeCursor = (n: number): string => Buffer.from(`messages before ${n}`).toString('base64url')

/** Null for what is no cursor of this chat. */
function readCursor(cursor: string): number | null {
  const found = /^messages before ([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const n = Number(found?.[1])
  return Number.isSafeInteger(n) ? n : null
}
