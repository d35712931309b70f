import { describe, expect, test } from 'vitest'
import type { Deploy, Surface } from '../../../renderer/deploys-api.ts'
import { whyNoRollback } from '../../../renderer/screens/deploys/deploy/deeds.ts'
import { cancelWords, endOf, logRows, observedWords } from '../../../renderer/screens/deploys/deploy/deploy-words.ts'
import { shaOf, someDeploy, someSurface } from './some-deploy.ts'

describe('what came of it', () => {
  const failed: Partial<Deploy> = { state: 'rollback_alert', outcome: 'health_check_failed' }
  test('is nothing yet while it goes on', () => expect(endOf(someDeploy(), null)).toBeNull())
  test('does not say that what is gone still runs', () => {
    expect(endOf(someDeploy(failed), shaOf('b'))?.says).toBe(
      'bbbbbbb runs there. Roll it back, or look after it by hand.',
    )
    expect(endOf(someDeploy(failed), shaOf('a'))?.says).toBe('bbbbbbb ran there; by now aaaaaaa does.')
  })
  test('does not say that nothing was pushed where something may have been', () => {
    const says = (state: Deploy['state']) => endOf(someDeploy({ state, outcome: 'cancelled' }), null)?.says
    expect(says('resolved')).toBe('Nothing was pushed.')
    expect(says('deploying')).toContain('may have taken effect')
    expect(says('health_check')).toContain('runs there')
  })
  test.each([
    [shaOf('b'), 'it took effect'],
    ['aaaaaaa', 'it took no effect'],
    [shaOf('f'), 'neither of the two'],
  ])('when it was lost sight of, %s ran there', (observed_sha, says) =>
    expect(observedWords(someDeploy({ observed_sha }))).toContain(says),
  )
})

test.each<[Partial<Deploy>, string]>([
  [{ state: 'smoke_gate' }, 'Nothing was pushed so far'],
  [{ state: 'deploying' }, 'may have taken effect already'],
  [{ state: 'health_check' }, 'It has gone out'],
  [{ state: 'approval_pending', path: 'ci' }, 'The run at the forge is asked to stop'],
])('cancelling %o says what it does not undo', (given, says) => expect(cancelWords(someDeploy(given))).toContain(says))

describe('the rollback stands beside what it would undo, and nothing else', () => {
  const brief = [{ id: 'd1' }] as Surface['last_deploys']
  const later = [{ id: 'd2' }] as Surface['last_deploys']
  const rows: [string, Partial<Deploy>, Partial<Surface>, boolean][] = [
    ['it waits for an approval', { state: 'approval_pending' }, {}, false],
    ['it was blocked', { state: 'blocked', outcome: 'blocked' }, { last_deploys: brief }, false],
    ['it is being pushed', { state: 'deploying' }, {}, true],
    ['it runs', { state: 'audit_written', outcome: 'success' }, { last_deploys: later, running: runs('b') }, true],
    ['another runs', { state: 'audit_written', outcome: 'success' }, { last_deploys: later }, false],
    ['it is the last that failed', { state: 'deploy_failed', outcome: 'deploy_failed' }, { last_deploys: brief }, true],
    ['nobody knows', { state: 'triggered', outcome: 'unknown' }, { last_deploys: later }, true],
  ]
  test.each(rows)('%s', (_, given, at, stands) =>
    expect(whyNoRollback(someDeploy(given), someSurface(at)) === null).toBe(stands),
  )
  test('nor where its surface is not known', () => expect(whyNoRollback(someDeploy(), undefined)).not.toBeNull())
})

function runs(letter: string): Surface['running'] {
  return { ...someSurface().running, sha: shaOf(letter) }
}

test('the log says states and probes in words', () => {
  const at = '2026-04-29T14:33:00.000Z'
  const probe = { n: 2, at, ok: false, status: 503, ms: 12.4, error: 'It answered 503.' }
  const rows = logRows(
    [
      { n: 1, at, kind: 'state', state: 'triggered', outcome: null, event: 'intent' },
      { n: 2, at, kind: 'line', text: 'Pushed' },
      { n: 3, at, kind: 'state', state: 'deploying', outcome: null, event: 'deploy_started' },
      { n: 4, at, kind: 'health', probe },
      { n: 5, at, kind: 'state', state: 'rollback_alert', outcome: 'health_check_failed', event: 'ended' },
    ],
    { kind: 'rollback', health_attempts: 5 },
  )
  expect(rows.map(({ text, look }) => `${look} ${text}`)).toEqual([
    'state ── The intent is in the ledger',
    'line Pushed',
    'state ── Rolling back',
    'bad Probe 2 of 5: not well, 503 in 12 ms · It answered 503.',
    'bad ── Over: not well after it',
  ])
})
