import { describe, expect, test } from 'vitest'
import {
  effectWords,
  elapsed,
  howLong,
  offerOf,
  releaseWords,
  secondsWords,
} from '../../../renderer/screens/deploys/rollback/rollback-words.ts'
import { brief, release, someSurface } from './some-surface.ts'

const free = { here: null, asked: null }

describe('what a press leads to is said before it is pressed', () => {
  test.each([
    [{ id: 'v30', sha: 'abc1234def' }, 'v30 (abc1234)'],
    [{ id: 'v30', sha: null }, 'v30'],
    // The host calls it by its commit: one name is enough.
    [{ id: 'abc1234', sha: 'abc1234def' }, 'abc1234'],
    [{ id: '235816f9-bd83-1666-0000-000000000000', sha: 'abc1234def' }, '235816f9 (abc1234)'],
  ])('%j is called %s', (given, words) => expect(releaseWords(given)).toBe(words))

  test('it names the app and the release', () =>
    expect(effectWords(someSurface(), release)).toBe('roll back raxx-console-prod to v30 (abc1234)'))
  test('with a deploy under way it says that it stops that', () =>
    expect(effectWords(someSurface({ in_flight: [brief()] }), release)).toMatch(/^stop the deploy and roll back raxx/))
})

describe('P4: how long it may take', () => {
  const took = (last_seconds: number | null) => ({ ...someSurface().rollback, last_seconds })
  test.each([
    ['heroku', null, 'Under two minutes; none was measured yet.'],
    ['cloudflare-pages', 24, 'Under two minutes; the last took 24 s.'],
    ['local', 3.25, 'No time is promised here; the last took 3.3 s.'],
    ['terraform', 200, 'No time is promised here; the last took 3 min 20 s.'],
    ['command', null, 'No time is promised here; none was measured yet.'],
  ] as const)('at %s, the last having taken %s', (host, seconds, words) =>
    expect(howLong({ host, rollback: took(seconds) })).toBe(words),
  )
  test.each([
    [999, '0:00'],
    [7900, '0:07'],
    [3_730_000, '1:02:10'],
    [-500, '0:00'],
  ])('%i ms have passed: %s', (ms, words) => expect(elapsed(ms)).toBe(words))
  test('two minutes are told in minutes', () => expect(secondsWords(120)).toBe('2 min 0 s'))
})

describe('what is offered', () => {
  const denied = [{ name: 'rollback' as const, enabled: false, reason: 'This needs the permission deploys.rollback.' }]
  const rolledBack = { ...someSurface().rollback, enabled: false, reason: 'It was rolled back already.' }

  test('one press, to the release that it shows', () =>
    expect(offerOf(someSurface(), free)).toEqual({ kind: 'hold', to: release, asleep: null }))
  test('no freeze, lock, review or alert stands in its way', () => {
    const by = brief().actor
    const stopped = someSurface({
      lock: { reason: 'x', by, at: '2026-11-21T20:00:00Z' },
      open_reviews: ['d0'],
      alert: { deploy_id: 'd0', at: '2026-11-21T20:00:00Z', probes: [] },
    })
    expect(offerOf(stopped, free)).toMatchObject({ kind: 'hold', asleep: null })
  })
  test('a deploy under way does not hold it up', () =>
    expect(offerOf(someSurface({ in_flight: [brief()] }), free)).toMatchObject({ kind: 'hold', asleep: null }))
  test.each([
    ['asking', /waiting for the server/],
    ['begun', /does not begin twice/],
  ] as const)('it does not fire twice: this page has it %s', (asked, why) =>
    expect(offerOf(someSurface(), { here: null, asked }).asleep).toMatch(why),
  )
  test('nor while somebody else’s rollback is under way', () => {
    const going = someSurface({ in_flight: [brief({ kind: 'rollback' })], rollback: rolledBack })
    expect(offerOf(going, free)).toMatchObject({ kind: 'hold', asleep: expect.stringMatching(/under way/) })
  })
  test('who may not is told why, and still sees where it would lead', () =>
    expect(offerOf(someSurface({ commands: denied, rollback: rolledBack }), free)).toEqual({
      kind: 'hold',
      to: release,
      asleep: 'This needs the permission deploys.rollback.',
    }))
  test('rolled back already: a release is chosen', () =>
    expect(offerOf(someSurface({ rollback: rolledBack }), free)).toEqual({
      kind: 'choose',
      why: 'It was rolled back already.',
      asleep: null,
    }))
  test('nothing before it: a release is chosen, if there is any', () => {
    const rollback = { ...rolledBack, to: null, reason: null }
    expect(offerOf(someSurface({ rollback }), free)).toMatchObject({
      kind: 'choose',
      why: expect.stringMatching(/no release before/),
    })
  })
  test('a host that was not heard of yet is no host without releases', () => {
    const running = { ...someSurface().running, observed_at: null }
    const rollback = { ...rolledBack, to: null, reason: 'There is no release before this one.' }
    expect(offerOf(someSurface({ rollback, running }), free)).toMatchObject({
      kind: 'choose',
      why: 'What its host can go back to is not known yet: it is being asked.',
    })
  })
  test('where nothing can be asked, that comes first', () =>
    expect(offerOf(someSurface({ commands: denied }), { here: 'Asleep: offline', asked: null }).asleep).toBe(
      'Asleep: offline',
    ))
})
