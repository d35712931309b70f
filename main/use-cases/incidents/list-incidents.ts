import type { z } from '@hono/zod-openapi'
import type { IncidentPage, IncidentQuery } from '../../../shared/contract/incidents.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { countIncidents, readIncidents } from '../../store/incidents.ts'
import type { Caller } from '../caller.ts'
import { viewIncidents } from './view-incidents.ts'

export async function listIncidents(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  { limit, cursor, ...filter }: z.output<typeof IncidentQuery>,
): Promise<Result<z.output<typeof IncidentPage>>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after === null)
    return refuse('invalid_input', 'The cursor is not one of this list.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this list' }],
    })
  // One more than asked for tells whether this is the last page.
  const found = await readIncidents(store.read, caller.workspace, filter, { after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return ok({
    items: await viewIncidents(store.read, caller, page),
    next_cursor: found.length > page.length && last ? writeCursor(last.n) : null,
    by_status: await countIncidents(store.read, caller.workspace, { ...filter, status: undefined }),
  })
}

const writeCursor = (n: number): string => Buffer.from(`incidents before ${n}`).toString('base64url')

/** Null for what is no cursor of this list. */
function readCursor(cursor: string): number | null {
  const found = /^incidents before ([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const n = Number(found?.[1])
  return Number.isSafeInteger(n) ? n : null
}
