import { expect, test } from 'vitest'
import {
  filterOf,
  isFiltered,
  listHref,
  queryOf,
  readAddress,
  traceHref,
} from '../../../renderer/screens/traces/address.ts'

const now = Date.parse('2026-11-21T12:00:00.000Z')

test.each([
  [{}, { view: 'dag' }],
  [
    { view: 'table', open: 'abc', span: 'def' },
    { view: 'table', open: 'abc', span: 'def' },
  ],
  [{ view: 'nonsense', status: 'unset', violation: 'green', since: 'yesterday', until: '1h', q: ' ' }, { view: 'dag' }],
  [
    { q: 12, agent: 'a b', status: 'error' },
    { view: 'dag', q: '12', agent: 'a b', status: 'error' },
  ],
  [
    { since: '2026-11-21T10:00Z', until: '2026-11-21T11:00:00.000Z' },
    { view: 'dag', since: '2026-11-21T10:00:00.000Z', until: '2026-11-21T11:00:00.000Z' },
  ],
  [{ since: '2026-13-41T10:00Z', agent: 'x'.repeat(201), open: ['a'] }, { view: 'dag' }],
])('an address that anybody may have typed: %o', (raw, wanted) => expect(readAddress(raw)).toEqual(wanted))

test('what is open, and how, is no part of the filter', () => {
  expect(filterOf(readAddress({ open: 'abc', span: 'd', view: 'table' }))).toEqual({})
  expect(isFiltered(filterOf(readAddress({ violation: 'any' })))).toBe(true)
})

test('a window is counted from the moment of asking; a moment stays one', () => {
  expect(queryOf({ since: '15m', q: 'x' }, now)).toEqual({ limit: 50, q: 'x', since: '2026-11-21T11:45:00.000Z' })
  expect(queryOf({ since: '2026-11-21T10:00:00.000Z' }, now).since).toBe('2026-11-21T10:00:00.000Z')
})

test('in a link an id of digits alone stays a text', () => {
  expect(traceHref('12', '1234567890123456')).toBe('#/traces/12?span=%221234567890123456%22')
  expect(listHref({ agent: 'a&b', q: '7' })).toBe('#/traces?agent=%22a%26b%22&q=%227%22')
})
