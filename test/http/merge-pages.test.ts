import { expect, test } from 'vitest'
import { firstPage, mergePages, readPageCursor } from '../../main/http/machine-gate/merge-pages.ts'

const at = (id: string) => ({ id, started_at: `2026-04-29T14:${id.slice(1)}:00Z` })
const page = (...ids: string[]) => ({ items: ids.map(at), next_cursor: null })
const never = () => false

test('a server that did not answer is not over: the next page asks it again', () => {
  const alone = mergePages(firstPage, { here: page('h30', 'h20'), there: undefined }, never, 10)
  expect(alone.items.map(({ id }) => id)).toEqual(['h30', 'h20'])
  const next = readPageCursor(alone.next_cursor ?? '')
  expect(next).toMatchObject({ here: { over: true }, there: {} })
  expect(next?.there).not.toHaveProperty('over')
  const later = mergePages(next ?? firstPage, { here: page(), there: page('t25') }, never, 10)
  expect([later.items.map(({ id }) => id), later.next_cursor]).toEqual([['t25'], null])
})
