import type { z } from '@hono/zod-openapi'
import type { SessionPage, SessionQuery } from '../../../shared/contract/chat.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { searchWords } from '../../../shared/domain/search-words.ts'
import type { Services } from '../../services.ts'
import { type ChatSessionRow, readSessions, type SessionPlace } from '../../store/chats.ts'
import type { Caller } from '../caller.ts'
import { ownerOf } from './find-own-session.ts'
import { sessionView } from './session-view.ts'

export async function listSessions(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  { archived, q, cursor, limit }: z.output<typeof SessionQuery>,
): Promise<Result<z.output<typeof SessionPage>>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after === null)
    return refuse('invalid_input', 'The cursor is not one of this list.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this list' }],
    })
  const filter = { owner: await ownerOf(store.read, caller), archived: archived === 'true' }
  const read = (place: SessionPlace | undefined, most: number) =>
    readSessions(store.read, caller.workspace, filter, { after: place, limit: most })
  // One more than asked for tells whether this is the last page.
  const found = await matching(read, titleMatches(q ?? ''), after, limit + 1)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return ok({
    items: page.map(sessionView),
    next_cursor: found.length > page.length && last ? writeCursor(last) : null,
  })
}

const batch = 500

/** They are one person's: few enough to be looked through here, where every script's letters have their cases. */
async function matching(
  read: (after: SessionPlace | undefined, limit: number) => Promise<ChatSessionRow[]>,
  matches: ((title: string | null) => boolean) | undefined,
  from: SessionPlace | undefined,
  wanted: number,
): Promise<ChatSessionRow[]> {
  if (matches === undefined) return read(from, wanted)
  const found: ChatSessionRow[] = []
  let after = from
  for (;;) {
    const rows = await read(after, batch)
    found.push(...rows.filter(({ title }) => matches(title)))
    after = rows.at(-1)
    if (rows.length < batch || found.length >= wanted) return found.slice(0, wanted)
  }
}

/** By the beginnings of words. A question of nothing but punctuation is one that nothing answers. */
function titleMatches(q: string): ((title: string | null) => boolean) | undefined {
  if (q.trim() === '') return undefined
  const wanted = searchWords(q)
  if (wanted.length === 0) return () => false
  return (title) => {
    const words = searchWords(title ?? '')
    return wanted.every((each) => words.some((word) => word.startsWith(each)))
  }
}

const writeCursor = ({ updated_at, session_id }: SessionPlace): string =>
  Buffer.from(`chats before ${updated_at} ${session_id}`).toString('base64url')

/** Null for what is no cursor of this list. */
function readCursor(cursor: string): SessionPlace | null {
  const read = Buffer.from(cursor, 'base64url').toString('utf8')
  const found = /^chats before (\d{4}-[\d:.TZ-]{19}) ([0-9a-f-]{36})$/.exec(read)
  const [, updated_at, session_id] = found ?? []
  return updated_at !== undefined && session_id !== undefined ? { updated_at, session_id } : null
}
