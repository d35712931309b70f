import type { z } from '@hono/zod-openapi'
import type { ActionPage, ActionQuery } from '../../../shared/contract/actions.ts'
import { tiers } from '../../../shared/domain/action-policy.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { newestProposal, type QueuePlace, readQueue, type SortColumn, sortColumns } from '../../store/action-queue.ts'
import { countQueue } from '../../store/count-queue.ts'
import type { Caller } from '../caller.ts'
import { askerOf, viewActions } from './view-actions.ts'

export async function listActions(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  caller: Caller,
  query: z.output<typeof ActionQuery>,
): Promise<Result<z.output<typeof ActionPage>>> {
  const { workspace } = caller
  const { sort, limit, cursor, offset, total, needs_me, ...filter } = query
  const after = cursor === undefined ? undefined : readCursor(cursor, sort)
  if (after === null)
    return refuse('invalid_input', 'The cursor is not one of this list.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this list, in this order' }],
    })
  const now = new Date(clock()).toISOString()
  const asked = { engine: store.engine, workspace, now }
  // Whoever may not approve is needed for nothing.
  const nobody = needs_me && !caller.permissions.has('actions.approve')
  // Known before anything is read, so that what comes meanwhile is neither in the page nor lost between it and what is newer.
  const newest = total ? await newestProposal(store.read, workspace) : undefined
  const until = filter.until ?? newest
  const wanted = { ...filter, until, needs: needs_me ? caller.actor.id : undefined }
  const descending = sort.startsWith('-')
  const window = { sort: columnOf(sort), descending, after, offset, limit: limit + 1 }
  // One more than asked for tells whether this is the last page.
  const found = nobody ? [] : await readQueue(store.read, asked, wanted, window)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const records = page.map(({ record }) => record)
  return ok({
    items: await viewActions(store.read, workspace, records, askerOf(caller, now)),
    next_cursor: found.length > page.length && last ? writeCursor(sort, last.place) : null,
    ...(newest === undefined ? {} : { newest, total: nobody ? 0 : await countQueue(store.read, asked, wanted) }),
  })
}

const columnOf = (sort: string): SortColumn => {
  const name = sort.replace(/^-/, '')
  return sortColumns.find((column) => column === name) ?? 'proposed_at'
}

const writeCursor = (sort: string, { value, n }: QueuePlace): string =>
  Buffer.from(JSON.stringify([sort, value, n])).toString('base64url')

/** What a database compares a column with has to be of its kind, or it fails instead of finding nothing. */
function isPlace(column: SortColumn, value: unknown, n: number): value is QueuePlace['value'] {
  if (column === 'proposed_at') return value === n
  if (column === 'tier') return tiers.some((tier) => tier === value)
  return typeof value === 'string' && !value.includes('\0')
}

/** Null for what is no cursor, or one of another order. */
function readCursor(cursor: string, sort: string): QueuePlace | null {
  try {
    const [of, value, n] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    if (of !== sort || typeof n !== 'number' || !Number.isSafeInteger(n)) return null
    return isPlace(columnOf(sort), value, n) ? { value, n } : null
  } catch {
    return null
  }
}
