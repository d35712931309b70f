import { describe, expect, test } from 'vitest'
import {
  daysKept,
  evolveRetention,
  keptSince,
  type Retention,
  type RetentionEvent,
  readRetentionEntry,
  unsaid,
  writeRetentionEvent,
} from '../../shared/domain/retention.ts'

const ada = { id: 'a', digest: 'd' }
const at = '2026-01-02T03:04:05.000Z'
const kept = (days: number): Retention => ({ ...unsaid, period: { days, by: ada, since: at } })

describe('how long the record is kept', () => {
  test.each([
    [unsaid, '2026-11-21T00:00:00.000Z', '2024-11-21T00:00:00.000Z'],
    [unsaid, '2026-11-21T23:59:59.999Z', '2024-11-21T00:00:00.000Z'],
    [unsaid, '2026-11-22T00:00:00.000Z', '2024-11-22T00:00:00.000Z'],
    [kept(30), '2024-03-15T12:00:00.000Z', '2024-02-14T00:00:00.000Z'],
    [kept(365), '2025-02-28T12:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ])('whole days of UTC: %o at %s since %s', (retention, now, since) => {
    expect(keptSince(retention, now)).toBe(since)
  })

  test.each<[event: RetentionEvent, after: Partial<Retention>]>([
    [{ kind: 'period_set', days: 90 }, { period: { days: 90, by: ada, since: at } }],
    [{ kind: 'held', reason: 'Case 7' }, { legal_hold: { reason: 'Case 7', by: ada, since: at } }],
    [{ kind: 'hold_lifted' }, { legal_hold: null }],
  ])('%o is read from its entry as it was written, and changes nothing else', (event, after) => {
    const written = writeRetentionEvent('w', event)
    expect(written.subject).toBe('workspace:w')
    expect(readRetentionEntry(written)).toEqual(event)
    const before = { ...kept(400), legal_hold: { reason: 'Case 1', by: ada, since: '2025-01-01T00:00:00.000Z' } }
    expect(evolveRetention(before, event, ada, at)).toEqual({ ...before, ...after })
  })

  test.each([
    ['workspace.retention.set', { days: '90' }],
    ['workspace.retention.set', { days: 90, more: 1 }],
    ['workspace.legal_hold.set', {}],
    ['workspace.hold.placed', { reason: 'x' }],
  ])('%s %o says nothing of it', (action, data) => {
    expect(readRetentionEntry({ action, data })).toBeUndefined()
  })

  test('two years where nobody has said anything', () => expect(daysKept(unsaid)).toBe(730))
})
