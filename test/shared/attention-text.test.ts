import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { News, Row } from '../../shared/domain/attention.ts'
import { alertNotes, alertsIn, noteOf, plain } from '../../shared/domain/attention-text.ts'
import type { Json } from '../../shared/domain/entry.ts'

const id = '019aa000-0000-7000-8000-000000000001'
const rollback: Row = {
  id,
  type: 'rollback_deploy',
  tier: 3,
  target_ref: 'checkout-agent@4f2c9e1',
  proposed_at: '2026-11-21T03:00:00.000Z',
  expires_at: '2026-11-21T03:15:00.000Z',
}
const around = { where: 'Team (production)', timeOf: (at: string) => at.slice(11, 19) }
const of = (why: News['why'], needsMe = true) => noteOf({ why, row: rollback, needsMe }, around)
const sum = (why: News['why'], count: number, standing = true) => noteOf({ why, count, standing }, around)

describe('about one action', () => {
  test.each([
    ['an approval', of('approval'), 'Needs your approval: rollback deploy', `approval ${id}`],
    ['a last call', of('expiring'), 'Runs out soon, needs your approval: rollback deploy', `expiring ${id}`],
    ['one for others', of('expiring', false), 'Runs out soon, not approved: rollback deploy', `expiring ${id}`],
  ])('%s', (_, note, title, tag) => {
    const body = 'checkout-agent@4f2c9e1 · tier 3 · until 03:15:00 · Team (production)'
    expect(note).toEqual({ title, body, place: `#/deployments?open=${id}`, about: id, tag })
  })

  test('a review has no end', () => {
    const { title, body } = of('review')
    expect(title).toBe('Glass was broken, needs your review: rollback deploy')
    expect(body).toBe('checkout-agent@4f2c9e1 · tier 3 · Team (production)')
  })
})

test.each([
  ['3 actions need your approval', '#/deployments?needs_me=true', sum('approval', 3)],
  ['1 action needs your approval', '#/deployments?needs_me=true', sum('approval', 1)],
  ['4 more actions need your approval', '#/deployments?needs_me=true', sum('approval', 4, false)],
  ['5 actions run out soon, not approved', '#/deployments?pending=true', sum('expiring', 5)],
  ['2 broken-glass reviews are open', '#/deployments?review_open=true', sum('review', 2)],
  ['1 broken-glass review is open', '#/deployments?review_open=true', sum('review', 1)],
])('%s', (title, place, note) => {
  expect(note).toMatchObject({ title, place, body: 'Team (production)', about: null })
})

describe('alerts', () => {
  const raised = (data: Json, action = 'alert.notice.raised', subject = `action:${id}`) => ({ action, subject, data })
  const rightly = { target_ref: 'search-agent', message: 'Error rate 18 %' }

  test('are told to everybody, with the place of the action that raised them', () => {
    expect(alertNotes(alertsIn([raised(rightly)]), 'Team (production)')).toEqual([
      {
        title: 'Alert: search-agent',
        body: 'Error rate 18 % · Team (production)',
        place: `#/deployments?open=${id}`,
        about: id,
        tag: `alert ${id}`,
      },
    ])
  })

  test('many are told as their number', () => {
    const notes = alertNotes(alertsIn(Array.from({ length: 4 }, () => raised(rightly))), 'x')
    expect(notes).toMatchObject([{ title: '4 alerts were raised', place: '#/deployments?type=alert', about: null }])
  })

  test.each<[string, ReturnType<typeof raised>]>([
    ['another entry', raised(rightly, 'action.proposal.created')],
    ['of another subject', raised(rightly, 'alert.notice.raised', 'trace:1')],
    ['no data', raised(null)],
    ['without a message', raised({ target_ref: 'a' })],
    ['a message that is none', raised({ target_ref: 'a', message: 5 })],
    ['a list', raised([])],
  ])('%s is none', (_, entry) => {
    expect(alertsIn([entry])).toEqual([])
  })
})

describe('what a server says stays plain text, and leads to a place of the queue', () => {
  test.each([
    ['a\nb\tc', 'a b c'],
    ['  a  ', 'a'],
    ['user\u202egnp.exe', 'user gnp.e…'],
    ['a\u0000\u001b[31mb', 'a [31mb'],
    ['a\u2028b\u2066c', 'a b c'],
    ['\ud800', '\ufffd'],
    ['0123456789', '0123456789'],
    ['🚀'.repeat(11), '🚀'.repeat(11)],
    ['🚀'.repeat(12), `${'🚀'.repeat(10)}…`],
  ])('%j', (text, expected) => {
    expect(plain(text, 11)).toBe(expected)
  })

  test('whatever it says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (a, b, c) => {
          const odd: Row = { ...rollback, id: a, type: b, target_ref: c }
          const [alert] = alertNotes([{ id: a, target: b, message: c }], b)
          for (const note of [noteOf({ why: 'approval', row: odd, needsMe: true }, { ...around, where: b }), alert]) {
            if (note === undefined) throw new Error('an alert makes a note')
            expect(Array.from(note.title).length).toBeLessThanOrEqual(80)
            expect(Array.from(note.body).length).toBeLessThanOrEqual(240)
            expect(note.title + note.body).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
            const url = new URL(note.place, 'app://console/')
            expect(url.href.startsWith('app://console/#/deployments?open=')).toBe(true)
            expect([...new URLSearchParams(url.hash.split('?')[1])]).toEqual([['open', a.toWellFormed()]])
          }
        },
      ),
    )
  })
})
