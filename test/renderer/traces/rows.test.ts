import { expect, test } from 'vitest'
import { joinPages, newIn } from '../../../renderer/screens/traces/list/new-rows.ts'
import { findingsOf, worstFirst } from '../../../renderer/screens/traces/trace/findings.ts'
import { someEvaluation, someTrace } from './some-spans.ts'

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`
const a = someTrace('a', { started_at: at(9) })
const b = someTrace('b', { started_at: at(8) })
const c = someTrace('c', { started_at: at(7) })

test('what changed changes where it stands, and what is on two pages stands once', () => {
  const grown = { ...b, span_count: 5 }
  const fresh = someTrace('new', { started_at: at(10) })
  expect(joinPages([{ items: [a, b] }, { items: [b, c] }], [fresh, grown])).toEqual([a, grown, c])
})

test('new is what is not shown, unless it belongs to a page that nobody has asked for', () => {
  const fresh = someTrace('new', { started_at: at(10) })
  const older = someTrace('older', { started_at: at(1) })
  expect(newIn([a, b], [fresh, a, b])).toBe(1)
  expect(newIn([a, b], [a, b, older])).toBe(0)
  expect(newIn([], [a, b])).toBe(2)
})

test('findings are counted by the span that they name; green ones and those of the whole trace are of none', () => {
  const found = findingsOf([
    someEvaluation('1', { span_id: 's' }),
    someEvaluation('2', { span_id: 's', label: 'amber' }),
    someEvaluation('3', { span_id: 's', label: 'green' }),
    someEvaluation('4'),
  ])
  expect([...found]).toEqual([['s', { amber: 1, red: 1 }]])
})

test('the worst comes first, and of the same the newest', () => {
  const all = [
    someEvaluation('green', { label: 'green' }),
    someEvaluation('old', { at: at(1) }),
    someEvaluation('amber', { label: 'amber', at: at(9) }),
    someEvaluation('new', { at: at(5) }),
  ]
  expect(worstFirst(all).map(({ id }) => id)).toEqual(['new', 'old', 'amber', 'green'])
})
