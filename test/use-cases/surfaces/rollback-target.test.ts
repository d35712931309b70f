import { expect, test } from 'vitest'
import { rollbackWay } from '../../../main/use-cases/surfaces/rollback-target.ts'
import { begin, type Deploy, evolveDeploy } from '../../../shared/domain/gate.ts'
import { calm, type Standing } from '../../../shared/domain/surface-standing.ts'
import { ada, at, factsOf } from '../../shared/gate-kit.ts'

type At = Parameters<typeof rollbackWay>[0]
const sha = (letter: string) => letter.repeat(40)
const release = (id: string, letter: string | null) => ({ id, sha: letter && sha(letter), at, label: id })
const runs = (id: string | null, letter: string | null) => ({ sha: letter && sha(letter), release: id, since: at })
const inQuarantine = (...letters: string[]): Standing => ({
  ...calm,
  quarantined: letters.map((letter) => ({ sha: sha(letter), reason: 'x', by: ada, at, deploy_id: 'd' })),
})
const goingOut = (deploying: boolean): At['under_way'] => {
  let deploy: Deploy = begin(factsOf({ from_sha: sha('b'), to_sha: sha('c') }))
  const steps = [{ kind: 'smoke_started' }, { kind: 'smoke_passed', detail: null }, { kind: 'deploy_started' }] as const
  for (const event of deploying ? steps : []) deploy = evolveDeploy(deploy, event)
  return [{ n: 1, last_seq: 1, deploy, stop: null }]
}
const ranB: Standing = { ...calm, running: { sha: sha('b'), release: 'v2', since: at, by: ada, deploy_id: 'd' } }
const abc = [release('v3', 'c'), release('v2', 'b'), release('v1', 'a')]

test.each<[what: string, Partial<At>, from: string | null, to: string | null]>([
  ['the release before the running one', { running: runs('v3', 'c') }, 'c', 'v2'],
  ['by its commit, where the host names no release', { running: runs(null, 'b') }, 'b', 'v1'],
  ['nothing, where it is the first', { running: runs('v1', 'a') }, 'a', null],
  ['nothing, where there are none', { releases: [], running: runs(null, null) }, null, null],
  [
    'by the ledger, where the host does not say what runs',
    { standing: { ...calm, running: { sha: sha('c'), release: 'v3', since: at, by: ada, deploy_id: 'd' } } },
    'c',
    'v2',
  ],
  ['the one before the newest, where nobody says what runs', {}, null, 'v2'],
  ['past a commit in quarantine', { running: runs('v3', 'c'), standing: inQuarantine('b') }, 'c', 'v1'],
  [
    'nothing, where all before are in quarantine',
    { running: runs('v3', 'c'), standing: inQuarantine('b', 'a') },
    'c',
    null,
  ],
  [
    'past what was rolled back before, and what it was rolled back to',
    { releases: [release('v4', 'b'), ...abc], running: runs('v4', 'b'), standing: inQuarantine('c') },
    'b',
    'v1',
  ],
  [
    'one whose commit the host does not know',
    { releases: [release('v3', 'c'), release('v2', null)], running: runs('v3', 'c') },
    'c',
    'v2',
  ],
  [
    'what ran before a deploy that goes out, which is there already',
    { running: runs('v3', 'c'), under_way: goingOut(true) },
    'c',
    'v2',
  ],
  [
    'the same, where it is not there yet',
    { releases: abc.slice(1), running: runs('v2', 'b'), under_way: goingOut(true) },
    'c',
    'v2',
  ],
  [
    'what runs, where a deploy has pushed nothing yet: it is only stopped',
    { releases: abc.slice(1), running: runs('v2', 'b'), under_way: goingOut(false) },
    'b',
    'v2',
  ],
  [
    'what runs by the ledger, where the host says nothing and a deploy has pushed nothing yet',
    { releases: [], standing: ranB, under_way: goingOut(false) },
    'b',
    'v2',
  ],
  [
    'nothing, where nothing runs yet and a deploy has pushed nothing',
    { releases: [], running: runs(null, null), under_way: goingOut(false) },
    null,
    null,
  ],
  [
    'never away from what is good: of a deploy that goes out, what ran before by the ledger',
    { releases: [], standing: ranB, under_way: goingOut(true) },
    'c',
    'v2',
  ],
  [
    'and by the host, which does not list it',
    { releases: [release('v1', 'a')], running: runs('v2', 'b'), under_way: goingOut(true) },
    'c',
    'v2',
  ],
  [
    'the same release again, where the last one was lost sight of',
    { running: runs('v3', 'c'), last: { kind: 'rollback', outcome: 'unknown', to_release: 'v1', came_out: false } },
    'c',
    'v1',
  ],
])('%s', (_, changed, from, to) => {
  const way = rollbackWay({ releases: abc, running: null, standing: calm, under_way: [], last: null, ...changed })
  expect({ from: way.from_sha, to: way.to?.id ?? null }).toEqual({ from: from && sha(from), to })
})
