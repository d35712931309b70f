import type { z } from '@hono/zod-openapi'
import type { EntryPage, EntryQuery } from '../../../shared/contract/audit.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { countEntries, readEntries, readTree } from '../../store/entries.ts'
import type { Caller } from '../caller.ts'

export async function listEntries(
  { store }: Services,
  { workspace }: Caller,
  query: z.infer<typeof EntryQuery>,
): Promise<z.infer<typeof EntryPage>> {
  const items = await readEntries(store.read, workspace, query)
  const { size } = await readTree(store.read, workspace)
  const filtered = query.action !== undefined || query.subject !== undefined
  return {
    items,
    next_after: items.length === query.limit ? (items.at(-1)?.seq ?? null) : null,
    actors: await viewActors(
      store.read,
      workspace,
      items.map((entry) => entry.actor_digest),
    ),
    total: filtered ? await countEntries(store.read, workspace, query) : size,
    size,
  }
}
