import type { z } from '@hono/zod-openapi'
import type { EntryPage, EntryQuery } from '../../../shared/contract/audit.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { countEmptied, countEntries, readTexts } from '../../store/entries.ts'
import { readHead } from '../../store/ledger-rows.ts'
import type { Caller } from '../caller.ts'

/** A page whose entries are still the texts that were hashed. */
export type TextPage = { items: string[]; rest: Omit<z.infer<typeof EntryPage>, 'items'> }

export async function listEntries(
  { store }: Services,
  { workspace }: Caller,
  query: z.infer<typeof EntryQuery>,
): Promise<TextPage> {
  // One more than asked for tells whether this is the last page.
  const found = await readTexts(store.read, workspace, { ...query, limit: query.limit + 1 })
  const page = found.slice(0, query.limit)
  const items = page.map(({ body }) => body)
  const size = (await readHead(store.read, workspace))?.size ?? 0
  const filtered = query.action !== undefined || query.subject !== undefined
  const rest = {
    next_after: found.length > page.length ? (page.at(-1)?.seq ?? null) : null,
    actors: await viewActors(store.read, workspace, items.map(actorDigestIn)),
    total: filtered
      ? await countEntries(store.read, workspace, query)
      : size - (await countEmptied(store.read, workspace)),
    size,
  }
  return { items, rest }
}

/** The canonical form sorts an entry's keys, so that only its action stands before its actor's digest. */
function actorDigestIn(body: string): string {
  const digest = /^\{"action":"[^"\\]*","actor_digest":"([^"\\]*)"/.exec(body)?.[1]
  return digest ?? (JSON.parse(body) as Entry).actor_digest
}
