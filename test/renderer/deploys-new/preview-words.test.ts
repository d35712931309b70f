import { describe, expect, test } from 'vitest'
import type { DeployDiff, Surface } from '../../../renderer/deploys-api.ts'
import {
  barriersOf,
  breaksGlass,
  deedOf,
  isNothing,
  obstacleTo,
  type Path,
  pathOf,
  whatMoved,
} from '../../../renderer/screens/deploys/new-deploy/preview-words.ts'
import { shaOf, someCommit, someDiff, someSurface } from './some-deploy.ts'

const lost = [someCommit('c')]
const plan = { summary: 'Plan: 0 to add, 1 to change', changes: true, text: '' }
const app = 'raxx-console-prod'

describe('the last button names its effect', () => {
  const rows: [what: string, diff: Partial<DeployDiff>, says: string][] = [
    ['a commit', {}, `Deploy 1 commit to ${app}`],
    ['many of them', { commits_total: 10_000 }, `Deploy 10,000 commits to ${app}`],
    ['the first of all', { from_sha: null }, `Deploy bbbbbbb to ${app} for the first time`],
    ['back', { commits: [], commits_total: 0, lost, fast_forward: false }, `Take ${app} back to bbbbbbb`],
    ['aside', { lost, fast_forward: false }, `Put ${app} to bbbbbbb, and take commits away`],
    ['a plan alone', { to_sha: shaOf('a'), commits: [], commits_total: 0, plan }, `Apply the plan to ${app}`],
    ['the same again', { to_sha: shaOf('a'), commits: [], commits_total: 0 }, `Deploy aaaaaaa to ${app} again`],
  ]
  test.each(rows)('%s', (_, given, says) => expect(deedOf(someDiff(given), app)).toBe(says))
})

test('the same commit on both ends is nothing to ship, unless a plan changes something', () => {
  expect(isNothing(someDiff({ to_sha: shaOf('a') }))).toBe(true)
  expect(isNothing(someDiff({ to_sha: shaOf('a'), plan }))).toBe(false)
  expect(isNothing(someDiff({ to_sha: shaOf('a'), plan: { ...plan, changes: false } }))).toBe(true)
  expect(isNothing(someDiff())).toBe(false)
})

describe('the path', () => {
  const { ci } = someSurface().paths
  const [both, local] = [someSurface(), someSurface({ paths: { local: {} } })]
  const onlyCi = someSurface({ paths: ci === undefined ? {} : { ci } })
  const rows: [string, Surface, Path | undefined, Path, boolean][] = [
    ['the forge’s where nobody chose', both, undefined, 'ci', false],
    ['past it, which breaks glass', both, 'local', 'local', true],
    ['the only one', local, undefined, 'local', false],
    ['not one that is not offered', local, 'ci', 'local', false],
    ['nor the other way round', onlyCi, 'local', 'ci', false],
  ]
  test.each(rows)('%s', (_, surface, asked, path, glass) => {
    expect(pathOf(surface, asked)).toBe(path)
    expect(breaksGlass(surface, path)).toBe(glass)
  })
})

describe('what is in the way', () => {
  const by = { id: 'p' } as never
  const asked = { surface: someSurface(), diff: someDiff(), path: 'local' as Path, hasToken: undefined }
  const at = '2026-04-29T12:00:00.000Z'
  test('nothing', () => expect(obstacleTo(asked)).toBeUndefined())
  test('a deploy that goes on, which it leads to', () => {
    const commands: Surface['commands'] = [{ name: 'deploy_local', enabled: false, reason: 'A deploy is under way.' }]
    const in_flight = [{ id: 'd7' }] as Surface['in_flight']
    expect(obstacleTo({ ...asked, surface: someSurface({ commands, in_flight }) })).toEqual({
      says: 'A deploy is under way.',
      leads: { to: '#/deploys/d7', words: 'Look at it' },
    })
  })
  test('a commit in quarantine, however short its name is', () => {
    const quarantined = [{ sha: 'bbbbbbb', reason: 'bad', by, at, deploy_id: 'd1' }]
    expect(obstacleTo({ ...asked, surface: someSurface({ quarantined }) })?.says).toContain('bbbbbbb was rolled back')
    const other = [{ sha: 'ccccccc', reason: 'bad', by, at, deploy_id: 'd1' }]
    expect(obstacleTo({ ...asked, surface: someSurface({ quarantined: other }) })).toBeUndefined()
  })
  test('nothing to ship', () =>
    expect(obstacleTo({ ...asked, diff: someDiff({ to_sha: shaOf('a') }) })?.says).toContain('nothing to ship'))
  test('no token of one’s own, on the path of the forge alone', () => {
    expect(obstacleTo({ ...asked, path: 'ci', hasToken: false })?.leads?.to).toBe('#/settings/surfaces')
    expect(obstacleTo({ ...asked, path: 'ci' })?.says).toContain('is being asked')
    expect(obstacleTo({ ...asked, path: 'ci', hasToken: true })).toBeUndefined()
    expect(obstacleTo({ ...asked, hasToken: false })).toBeUndefined()
  })
})

test('a lock and a freeze are passed with a reason; a freeze only within its time', () => {
  const by = { id: 'p' } as never
  const lock = { reason: 'Quarter end.', by, at: '' }
  const freeze = {
    id: 'f',
    from: '2026-04-29T12:00:00.000Z',
    until: '2026-04-29T14:00:00.000Z',
    reason: 'x',
    by,
    active: true,
  }
  const of = (now: string) => barriersOf({ lock, freezes: [freeze] }, now).map(({ of: what }) => what)
  expect(of('2026-04-29T13:00:00.000Z')).toEqual(['lock', 'freeze'])
  expect(of('2026-04-29T14:00:00.000Z')).toEqual(['lock'])
  expect(barriersOf({ lock, freezes: [] }, '')[0]?.says).toBe('Deploys are locked: Quarter end')
})

test('what moved is told by its ends, and commit by commit', () => {
  const seen = someDiff({ commits: [someCommit('b'), someCommit('c')] })
  const now = someDiff({ from_sha: shaOf('c'), to_sha: shaOf('d'), commits: [someCommit('d'), someCommit('b')] })
  expect(whatMoved(seen, now)).toEqual({
    from: { was: shaOf('a'), is: shaOf('c') },
    to: { was: shaOf('b'), is: shaOf('d') },
    more: [someCommit('d')],
    less: [someCommit('c')],
  })
  expect(whatMoved(seen, seen)).toEqual({ from: null, to: null, more: [], less: [] })
})
