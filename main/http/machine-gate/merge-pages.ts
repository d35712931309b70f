import { z } from 'zod'

type Item = { id: string; started_at: string }
export type Page<T extends Item> = { items: T[]; next_cursor: string | null }

/** Where one of the two is: the page it was read from, and the last one of it that was shown. `over`: nothing is left. */
const Place = z.object({ cursor: z.string().optional(), after: z.string().optional(), over: z.boolean().optional() })
const Cursor = z.object({ here: Place, there: Place })
export type PageCursor = z.infer<typeof Cursor>
type Place = z.infer<typeof Place>

export const firstPage: PageCursor = { here: {}, there: {} }

export function readPageCursor(text: string): PageCursor | undefined {
  try {
    return Cursor.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data
  } catch {
    return undefined
  }
}

const writePageCursor = (cursor: PageCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/**
 * The newest of two lists that are each newest first, and where both go on. `there` is undefined where it did not answer:
 * then it is asked again for the next page, and does not count as over.
 */
export function mergePages<T extends Item>(
  at: PageCursor,
  { here, there: heard }: { here: Page<T>; there: Page<T> | undefined },
  isHere: (item: T) => boolean,
  limit: number,
): Page<T> {
  const there = heard ?? { items: [], next_cursor: null }
  const left = { here: unshown(here.items, at.here), there: unshown(there.items, at.there) }
  const shown: T[] = []
  const next = { here: { ...at.here }, there: { ...at.there } }
  while (shown.length < limit) {
    const [ours, theirs] = [left.here[0], left.there[0]]
    // What was read of one list to its end, while that list goes on, may hide what comes before the other's next.
    const from = ours && (!theirs || ours.started_at >= theirs.started_at) ? 'here' : theirs ? 'there' : undefined
    if (from === undefined) break
    if (from === 'there' && left.here.length === 0 && here.next_cursor !== null) break
    if (from === 'here' && left.there.length === 0 && there.next_cursor !== null) break
    const item = left[from].shift()
    if (item === undefined) break
    next[from].after = item.id
    // What this machine told the server of is on both, and this machine knows more of it.
    if (from === 'here' || !isHere(item)) shown.push(item)
  }
  const places = {
    here: turned(next.here, left.here, here),
    there: heard ? turned(next.there, left.there, heard) : at.there,
  }
  const isEnd = places.here.over === true && places.there.over === true
  return { items: shown, next_cursor: isEnd ? null : writePageCursor(places) }
}

function unshown<T extends Item>(items: readonly T[], { after, over }: Place): T[] {
  if (over) return []
  const shown = items.findIndex(({ id }) => id === after)
  return items.slice(shown + 1)
}

/** Of a page that was shown whole, the next one comes. */
function turned<T extends Item>(place: Place, left: readonly T[], { next_cursor }: Page<T>): Place {
  if (place.over || left.length > 0) return place
  return next_cursor === null ? { over: true } : { cursor: next_cursor }
}
