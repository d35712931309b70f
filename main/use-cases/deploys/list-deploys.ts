import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { type DeployFilter, readDeploys } from '../../store/deploys.ts'
import type { Caller } from '../caller.ts'
import { type DeployView, viewDeploys } from './view-deploys.ts'

type Wanted = DeployFilter & { limit: number; cursor?: string | undefined }

export async function listDeploys(
  services: Services,
  caller: Caller,
  { limit, cursor, ...filter }: Wanted,
): Promise<Result<{ items: DeployView[]; next_cursor: string | null }>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after === null)
    return refuse('invalid_input', 'The cursor is not one of this list.', {
      issues: [{ path: ['cursor'], message: 'not a cursor of this list' }],
    })
  const { store } = services
  // One more than asked for tells whether this is the last page.
  const found = await readDeploys(store.read, caller.workspace, filter, { after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return ok({
    items: await viewDeploys(services, store.read, caller, page),
    next_cursor: found.length > page.length && last ? writeCursor(last.n) : null,
  })
}

const writeCursor = (n: number): string => Buffer.from(`deploys before ${n}`).toString('base64url')

/** Null for what is no cursor of this list. */
function readCursor(cursor: string): number | null {
  const found = /^deploys before ([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const n = Number(found?.[1])
  return Number.isSafeInteger(n) ? n : null
}
