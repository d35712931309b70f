import { describe, expect, test } from 'vitest'
import { permissions, permissionsOf } from '../../shared/domain/permission.ts'
import {
  type GateCircumstances,
  mayDeploy,
  offersAt,
  surfaceCommands,
  whyNotRollback,
  whyNotStand,
} from '../../shared/domain/surface-guards.ts'
import { calm, type Standing } from '../../shared/domain/surface-standing.ts'
import { ada, at as then } from './gate-kit.ts'

const now = '2026-04-29T15:00:00.000Z'
const bad = 'b'.repeat(40)
const lock = { reason: 'Hands off', by: ada, at: then }
const freeze = { id: 'f', from: then, until: '2026-04-30T00:00:00.000Z', reason: 'The sale', by: ada, at: then }
const quarantined = [{ sha: bad, reason: 'It broke', by: ada, at: then, deploy_id: 'd' }]
const standing = (changed: Partial<Standing>): Standing => ({ ...calm, ...changed })
const at = (changed: Partial<GateCircumstances> = {}): GateCircumstances => ({
  now,
  permissions: permissionsOf(['incident_commander']),
  isNamed: true,
  paths: { local: true, ci: true },
  standing: calm,
  inFlight: [],
  last: null,
  ...changed,
})
const manager = permissionsOf(['release_manager'])
const going = (kind: 'deploy' | 'rollback', to_release: string | null = null) => [{ deploy_id: 'd', kind, to_release }]

describe('what stands before a deploy', () => {
  test.each<[what: string, Partial<GateCircumstances>, wanted: object, code: string | undefined]>([
    ['nothing', {}, {}, undefined],
    ['no permission', { permissions: permissionsOf(['viewer']) }, {}, 'permission_denied'],
    ['no such path here', { paths: { local: false, ci: true } }, {}, 'path_not_offered'],
    ['a deploy under way', { inFlight: going('deploy') }, {}, 'deploy_in_flight'],
    ['a rollback under way', { inFlight: going('rollback') }, {}, 'deploy_in_flight'],
    ['a commit in quarantine', { standing: standing({ quarantined }) }, { to_sha: bad }, 'quarantined'],
    ['the same, shortened', { standing: standing({ quarantined }) }, { to_sha: 'bbbbbbb' }, 'quarantined'],
    [
      'the same, with a reason to pass',
      { standing: standing({ quarantined }) },
      { to_sha: bad, pass: 'x' },
      'quarantined',
    ],
    ['another commit', { standing: standing({ quarantined }) }, { to_sha: 'a'.repeat(40) }, undefined],
    ['a lock', { standing: standing({ lock }) }, {}, 'locked'],
    ['a lock, and blanks for a reason', { standing: standing({ lock }) }, { pass: ' ' }, 'locked'],
    ['a lock that is passed', { standing: standing({ lock }) }, { pass: 'It burns' }, undefined],
    ['a freeze', { standing: standing({ freezes: [freeze] }) }, {}, 'frozen'],
    ['a freeze that is passed', { standing: standing({ freezes: [freeze] }) }, { pass: 'It burns' }, undefined],
    [
      'a freeze, for whom the permission lacks',
      { standing: standing({ freezes: [freeze] }), permissions: manager },
      { pass: 'It burns' },
      'frozen',
    ],
    [
      'a freeze, for a key of a pipeline',
      { standing: standing({ freezes: [freeze] }), isNamed: false },
      { pass: 'It burns' },
      'frozen',
    ],
    [
      'a freeze that has not begun',
      { standing: standing({ freezes: [{ ...freeze, from: freeze.until }] }) },
      {},
      undefined,
    ],
    ['a freeze that ends this moment', { standing: standing({ freezes: [{ ...freeze, until: now }] }) }, {}, undefined],
    ['an alert', { standing: standing({ alert: { deploy_id: 'd', at: then, probes: [] } }) }, {}, undefined],
  ])('%s', (_, circumstances, wanted, code) => {
    const may = mayDeploy(at(circumstances), { path: 'local', to_sha: null, ...wanted })
    expect(may.ok ? undefined : may.refusal.code).toBe(code)
  })

  test('what was passed is said, and why', () => {
    const both = at({ standing: standing({ lock, freezes: [freeze] }) })
    const reason = 'It burns'
    expect(mayDeploy(both, { path: 'local', to_sha: null, pass: ` ${reason} ` })).toEqual({
      ok: true,
      value: [
        { of: 'lock', reason },
        { of: 'freeze', reason },
      ],
    })
    expect(mayDeploy(at(), { path: 'local', to_sha: null, pass: reason })).toEqual({ ok: true, value: [] })
  })
})

describe('P4: what stands before a rollback', () => {
  const closed = standing({ lock, freezes: [freeze], quarantined, alert: { deploy_id: 'd', at: then, probes: [] } })
  const back = (outcome: 'success' | 'deploy_failed' | 'unknown') => ({
    kind: 'rollback' as const,
    outcome,
    to_release: 'v1',
    came_out: outcome === 'success',
  })
  test.each<
    [what: string, Partial<GateCircumstances>, target: string | null, named: boolean, code: string | undefined]
  >([
    ['nothing: no lock, no freeze, no alert', { standing: closed }, 'v1', false, undefined],
    ['nothing: not a key either', { isNamed: false, permissions: manager }, 'v1', false, undefined],
    ['nothing: not a deploy under way', { inFlight: going('deploy') }, 'v1', false, undefined],
    ['a rollback under way', { inFlight: going('rollback', 'v2') }, 'v1', false, 'already_rolled_back'],
    ['a rollback under way to the same', { inFlight: going('rollback', 'v1') }, 'v1', true, 'already_rolled_back'],
    ['nothing: a rollback under way to another', { inFlight: going('rollback', 'v2') }, 'v1', true, undefined],
    [
      'one that was lost sight of, and is known to have gone back',
      { last: { ...back('unknown'), came_out: true } },
      'v1',
      false,
      'already_rolled_back',
    ],
    ['a second press', { last: back('success') }, 'v1', false, 'already_rolled_back'],
    ['one that was lost sight of', { last: back('unknown') }, 'v1', false, undefined],
    ['the same release again, by name', { last: back('success') }, 'v1', true, 'already_rolled_back'],
    ['another release, by name', { last: back('success') }, 'v0', true, undefined],
    ['one that did not work', { last: back('deploy_failed') }, 'v1', false, undefined],
    [
      'a deploy since',
      { last: { kind: 'deploy', outcome: 'success', to_release: null, came_out: true } },
      'v1',
      false,
      undefined,
    ],
    ['nothing to go back to', {}, null, false, 'nothing_to_roll_back'],
    ['no permission', { permissions: permissionsOf(['viewer']) }, 'v1', false, 'permission_denied'],
  ])('%s', (_, circumstances, target, named, code) => {
    expect(whyNotRollback(at(circumstances), target, named)?.code).toBe(code)
  })
})

describe('P4: after a rollback, the release that it became is no other one to go to', () => {
  const last = { kind: 'rollback' as const, outcome: 'success' as const, to_release: 'v3', came_out: true }
  const running = { sha: 'a'.repeat(40), release: 'v5', since: then, by: ada, deploy_id: 'd' }
  const gone = { last, standing: standing({ running }) }
  test.each<[what: string, Partial<GateCircumstances>, target: string, runs: string | null, code: string | undefined]>([
    ['by its name, where it runs', gone, 'v5', 'v5', 'already_rolled_back'],
    ['nothing: something else runs by now', gone, 'v5', 'v6', undefined],
    ['nothing: its host does not say what runs', gone, 'v5', null, undefined],
    ['nothing: what runs was put there by somebody else', gone, 'v6', 'v6', undefined],
    ['nothing: one further back', gone, 'v2', 'v5', undefined],
    ['nothing: it did not come out', { ...gone, last: { ...last, came_out: false } }, 'v5', 'v5', undefined],
    ['nothing: a deploy is under way, which it stops', { ...gone, inFlight: going('deploy') }, 'v5', 'v5', undefined],
    ['nothing: a deploy since', { ...gone, last: { ...last, kind: 'deploy' } }, 'v5', 'v5', undefined],
  ])('%s', (_, circumstances, target, runs, code) => {
    expect(whyNotRollback(at(circumstances), target, true, runs)?.code).toBe(code)
  })
})

test('every command has an offer that agrees with its guard, and says why not', () => {
  for (const held of [permissions, []])
    for (const stands of [calm, standing({ lock, freezes: [freeze], quarantined })]) {
      const here = at({ permissions: new Set(held), standing: stands })
      const offers = offersAt(here)
      expect(offers.map(({ name }) => name)).toEqual([...surfaceCommands])
      for (const { name, enabled, reason } of offers) {
        const why = whyNotStand(here, name)
        expect({ enabled, reason }).toEqual({ enabled: why === undefined, reason: why?.detail })
      }
    }
})

test('the button of a deploy wakes in a freeze for whoever may pass it, and for nobody else', () => {
  const frozen = standing({ freezes: [freeze] })
  const enabled = (changed: Partial<GateCircumstances>) =>
    offersAt(at({ standing: frozen, ...changed })).find(({ name }) => name === 'deploy_local')?.enabled
  expect([enabled({}), enabled({ permissions: manager }), enabled({ isNamed: false })]).toEqual([true, false, false])
})
