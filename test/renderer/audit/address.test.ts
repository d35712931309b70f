import { describe, expect, test } from 'vitest'
import {
  type AuditAddress,
  closeDrawer,
  isFiltered,
  openEntry,
  openEvidence,
  openVerify,
  readAddress,
  refilter,
} from '../../../renderer/screens/audit/address.ts'

describe('reading an address', () => {
  const cases: [string, Record<string, unknown>, AuditAddress][] = [
    ['nothing', {}, {}],
    ['everything', { entry: 12, action: 'key.', subject: 'key:1' }, { entry: 12, action: 'key.', subject: 'key:1' }],
    ['an entry that came as text', { entry: '12' }, { entry: 12 }],
    ['an entry that is no sequence number', { entry: 0 }, {}],
    ['a fraction', { entry: 1.5 }, {}],
    ['words for an entry', { entry: 'last' }, {}],
    ['blank filters', { action: '  ', subject: '' }, {}],
    ['a subject that came as a number', { subject: 12 }, { subject: '12' }],
    ['an action longer than the server takes', { action: 'a'.repeat(201) }, {}],
    ['the verification drawer', { verify: true }, { verify: true }],
    ['the verification drawer, typed', { verify: '1' }, { verify: true }],
    ['an entry and the verification', { verify: true, entry: 3 }, { entry: 3 }],
    ['the drawer for packages', { evidence: 'true' }, { evidence: true }],
    ['the drawer for packages and the verification', { evidence: true, verify: true }, { verify: true }],
    ['what is not ours', { tab: 'x', action: { a: 1 } }, {}],
  ]
  test.each(cases)('%s', (_name, search, address) => {
    expect(readAddress(search)).toEqual(address)
    expect(readAddress({ ...readAddress(search) })).toEqual(address)
  })
})

describe('moving', () => {
  const here: AuditAddress = { entry: 4, action: 'key.', subject: 's' }
  const moved = (patch: object, from: AuditAddress = here) => readAddress({ ...from, ...patch })
  test('opening an entry closes the verification and keeps the filter', () => {
    expect(moved(openEntry(9), { action: 'key.', verify: true })).toEqual({ action: 'key.', entry: 9 })
  })
  test('opening the drawer for packages closes what is open beside the table', () => {
    expect(moved(openEvidence)).toEqual({ action: 'key.', subject: 's', evidence: true })
    expect(moved(openEntry(9), { evidence: true })).toEqual({ entry: 9 })
    expect(moved(openVerify, { evidence: true })).toEqual({ verify: true })
    expect(moved(closeDrawer, { evidence: true })).toEqual({})
  })
  test('opening the verification closes the entry and keeps the filter', () => {
    expect(moved(openVerify)).toEqual({ action: 'key.', subject: 's', verify: true })
  })
  test('closing keeps the filter', () => {
    expect(moved(closeDrawer)).toEqual({ action: 'key.', subject: 's' })
  })
  test('another filter keeps the entry open, and the rest of the filter', () => {
    expect(moved(refilter({ action: 'actor.' }))).toEqual({ entry: 4, action: 'actor.', subject: 's' })
  })
  test('a cleared filter leaves nothing behind', () => {
    expect(moved(refilter({ action: undefined, subject: ' ' }))).toEqual({ entry: 4 })
    expect(isFiltered({})).toBe(false)
    expect(isFiltered(here)).toBe(true)
  })
})
