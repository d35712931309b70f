import { describe, expect, test } from 'vitest'
import { deploysWaitingOf } from '../../shared/contract/attention.ts'
import type { Told } from '../../shared/domain/attention.ts'
import {
  attendDeploys,
  changesDeploys,
  type DeployNews,
  type DeployRow,
  type DeployWhy,
  deployNoteOf,
} from '../../shared/domain/attention-deploys.ts'
import { keepAttention } from '../../shared/domain/attention-keeper.ts'
import { manualTimer } from '../support/manual-timer.ts'

const row = (id: string, why: DeployWhy = 'deploy_approval'): DeployRow => ({
  ...{ why, id, kind: 'deploy', surface: 'console', environment: 'production', app: 'raxx-console-prod' },
})
const many = (count: number, why?: DeployWhy) => Array.from({ length: count }, (_, i) => row(`d${i}`, why))
const toldOf = (rows: readonly DeployRow[]): Told => ({ said: attendDeploys(rows, null).said, horizon: '' })
const nothing = toldOf([])
const short = (news: DeployNews): string =>
  'row' in news ? `${news.why} ${news.row.id}` : `${news.count}${news.standing ? '' : ' more'} ${news.why}`

describe('whom a deploy calls', () => {
  test.each<[string, readonly DeployRow[], Told | null, string[]]>([
    ['nothing stands', [], null, []],
    ['one waits as somebody opens the console', [row('a')], null, ['deploy_approval a']],
    ['two wait then', many(2), null, ['2 deploy_approval']],
    ['one came', [row('a')], nothing, ['deploy_approval a']],
    ['three came', many(3), nothing, ['deploy_approval d0', 'deploy_approval d1', 'deploy_approval d2']],
    ['five came', many(5), nothing, ['5 deploy_approval']],
    ['four came to one', [row('a'), ...many(4)], toldOf([row('a')]), ['4 more deploy_approval']],
    ['the same again', many(5), toldOf(many(5)), []],
    ['what waited went out and is not well', [row('a', 'deploy_unwell')], toldOf([row('a')]), ['deploy_unwell a']],
    [
      'the worst first',
      [row('a'), row('b', 'deploy_unfinished'), row('c', 'deploy_unwell'), row('d', 'deploy_alert')],
      nothing,
      ['deploy_alert d', 'deploy_unwell c', 'deploy_unfinished b', 'deploy_approval a'],
    ],
  ])('%s', (_, rows, told, expected) => {
    expect(attendDeploys(rows, told).news.map(short)).toEqual(expected)
  })
})

const commands = (...names: string[]) => names.map((name) => ({ name, enabled: true }))
const listed = (state: string, offers = commands('approve')) => ({
  ...{ id: 'd1', kind: 'deploy' as const, surface: 'console', environment: 'production' as const, state },
  ...{ target_app: 'raxx-console-prod', commands: offers },
})
const surface = (more: object = {}) => ({
  ...{ id: 'console', environment: 'production' as const, app: 'raxx-console-prod', in_flight: [] },
  ...{ last_deploys: [], alert: null },
  ...more,
})
const ended = (id: string, outcome: string | null, kind: 'deploy' | 'rollback' = 'deploy') => ({ id, kind, outcome })

describe('what stands, as the server lists it', () => {
  test.each<[string, ReturnType<typeof listed>[], ReturnType<typeof surface>[], string[]]>([
    ['an approval that this person may give', [listed('approval_pending')], [], ['deploy_approval d1']],
    ['one that only others may give', [listed('approval_pending', [])], [], []],
    ['one that is refused here', [listed('approval_pending', [{ name: 'approve', enabled: false }])], [], []],
    ['a deploy that needs nobody', [listed('deploying')], [], []],
    [
      'a surface that was not well after its last deploy',
      [],
      [surface({ last_deploys: [ended('d2', 'health_check_failed'), ended('d1', 'success')] })],
      ['deploy_unwell d2'],
    ],
    [
      'one that was rolled back since',
      [],
      [surface({ last_deploys: [ended('d3', 'success', 'rollback'), ended('d2', 'health_check_failed')] })],
      [],
    ],
    [
      'one at which somebody is at work',
      [],
      [surface({ in_flight: [{}], last_deploys: [ended('d3', null), ended('d2', 'health_check_failed')] })],
      [],
    ],
    ['one that was lost sight of', [], [surface({ last_deploys: [ended('d2', 'unknown')] })], ['deploy_unfinished d2']],
    [
      'an alert, which says more than how its deploy ended',
      [],
      [surface({ alert: { deploy_id: 'd2' }, last_deploys: [ended('d2', 'success')] })],
      ['deploy_alert d2'],
    ],
  ])('%s', (_, deploys, surfaces, expected) => {
    const rows = deploysWaitingOf({ items: deploys }, { items: surfaces })
    expect(rows.map(({ why, id }) => `${why} ${id}`)).toEqual(expected)
  })
})

describe('what is said', () => {
  test.each<[DeployWhy, string]>([
    ['deploy_approval', 'PRODUCTION: the deploy of console needs your approval'],
    ['deploy_unwell', 'PRODUCTION: console is not well after its deploy'],
    ['deploy_alert', 'PRODUCTION: console is not well any more'],
    ['deploy_unfinished', 'PRODUCTION: what became of the deploy of console is not known'],
  ])('%s begins with where it happens, and leads to the deploy', (why, title) => {
    const note = deployNoteOf({ why, row: row('d1', why) }, 'Team (production)')
    expect(note).toMatchObject({ title, place: '#/deploys/d1', about: 'd1', tag: `${why} d1` })
    expect(note.body).toContain('raxx-console-prod')
    expect(note.body).toContain('Team (production)')
  })

  test('a sum leads to all of them', () => {
    const note = deployNoteOf({ why: 'deploy_unwell', count: 4, standing: false }, 'Team')
    expect(note).toMatchObject({
      title: '4 more surfaces are not well after a deploy',
      place: '#/deploys',
      about: null,
    })
  })

  test('what a server says stays one line of plain text, and leads nowhere else', () => {
    const evil = { ...row('../../settings'), surface: 'con\u202esole\n\nApprove', app: '<b>x</b>\u0007' }
    const note = deployNoteOf({ why: 'deploy_approval', row: evil }, 'Team')
    expect(`${note.title}${note.body}`).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(note.place).toBe('#/deploys/..%2F..%2Fsettings')
  })
})

test.each([
  ['console.deploy.prod', true],
  ['deploy.approval.asked', true],
  ['deploy.approval.given', true],
  ['surface.alert.raised', true],
  ['surface.alert.cleared', true],
  ['deploy.health.probed', false],
  ['deploy.run.found', false],
  ['surface.freeze.set', false],
  ['action.proposal.approved', false],
])('%s: whether it may change who is called is %s', (action, expected) => {
  expect(changesDeploys({ action })).toBe(expected)
})

test('the keeper looks when a deploy changes, and says each thing once', async () => {
  const time = manualTimer(0)
  const said: string[] = []
  let looks = 0
  const waiting = { approvals: [], needsMe: 0, pending: [], reviews: [], reviewsOpen: 0 }
  const keeper = keepAttention({
    look: async () => ({ ...waiting, deploys: ++looks === 1 ? [] : [row('d1', 'deploy_unwell')] }),
    onNews: () => {},
    onDeploys: (news) => said.push(...news.map(short)),
    onAlerts: () => {},
    onCount: () => {},
    onFailure: (error) => expect.fail(String(error)),
    told: null,
    timer: time,
  })
  keeper.look()
  await time.pass(1000)
  const entry = (action: string) => ({ action, subject: 'deploy:d1', data: {} }) as never
  keeper.hear([entry('deploy.health.probed')])
  await time.pass(5000)
  expect(looks).toBe(1)
  keeper.hear([entry('console.deploy.prod')])
  await time.pass(5000)
  keeper.hear([entry('console.deploy.prod')])
  await time.pass(5000)
  expect({ looks, said }).toEqual({ looks: 3, said: ['deploy_unwell d1'] })
  keeper.stop()
})
