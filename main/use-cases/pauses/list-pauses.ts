import type { z } from '@hono/zod-openapi'
import type { PausePage, PauseQuery } from '../../../shared/contract/pauses.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readPauses } from '../../store/pauses.ts'
import type { Caller } from '../caller.ts'
import { pauseViews } from './pause-views.ts'

export async function listPauses(
  services: Pick<Services, 'store' | 'clock'>,
  caller: Caller,
  { agent, all, limit, cursor }: z.output<typeof PauseQuery>,
): Promise<Result<z.output<typeof PausePage>>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after === null)
    return refuse('invalid_input', 'The cursor is not one of this list.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this list' }],
    })
  const { store, clock } = services
  const now = new Date(clock()).toISOString()
  const filter = { agent, activeAt: all === 'true' ? undefined : now }
  // One more than asked for tells whether this is the last page.
  const found = await readPauses(store.read, caller.workspace, filter, { after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return ok({
    items: await pauseViews(services, caller, page, store.read, now),
    next_cursor: found.length > page.length && last ? writeCursor(last.n) : null,
  })
}

const writeCursor = (n: number): string => Buffer.from(`pauses before ${n}`).toString('base64url')

/** Null for what is no cursor of this list. */
function readCursor(cursor: string): number | null {
  const found = /^pauses before ([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const n = Number(found?.[1])
  return Number.isSafeInteger(n) ? n : null
}
