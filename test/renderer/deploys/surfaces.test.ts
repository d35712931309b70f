import { describe, expect, test } from 'vitest'
import { steadyOrder, wantedOrder } from '../../../renderer/screens/deploys/surfaces/order.ts'
import { deployPathOf, newDeployAt, refusedBecause } from '../../../renderer/screens/deploys/surfaces/surface-deeds.ts'
import { brief, someSurface } from './some-surface.ts'

const alert = { deploy_id: 'd0', at: '2026-11-21T20:00:00Z', probes: [] }
const calm = someSurface({ id: 'calm' })
const unwell = someSurface({ id: 'unwell', alert })
const moving = someSurface({ id: 'moving', in_flight: [brief()] })
const review = someSurface({ id: 'review', open_reviews: ['d9'] })

describe('the order of the list', () => {
  test('what is unwell, then what moves, then what waits for somebody, then the rest', () =>
    expect(wantedOrder([calm, review, moving, unwell])).toEqual(['unwell', 'moving', 'review', 'calm']))
  test('while somebody reads, no row moves under their hand', () =>
    expect(steadyOrder(['calm', 'review'], [calm, { ...review, alert }], true)).toEqual(['calm', 'review']))
  test('what is new comes last then, and what is gone leaves', () =>
    expect(steadyOrder(['calm', 'gone'], [unwell, calm], true)).toEqual(['calm', 'unwell']))
  test('when nobody reads it is put right', () =>
    expect(steadyOrder(['calm', 'unwell'], [calm, unwell], false)).toEqual(['unwell', 'calm']))
  test('what is read first is in its order at once', () =>
    expect(steadyOrder([], [calm, unwell], true)).toEqual(['unwell', 'calm']))
})

describe('the way to a new deploy', () => {
  const ci = {
    forge: 'github' as const,
    repository: 'raxx/raxx',
    workflow: 'deploy.yml',
    environment: 'production',
    api_base: 'https://api.github.com',
  }
  const offers = (byHand: boolean, byForge: boolean) => [
    { name: 'deploy_local' as const, enabled: byHand, reason: 'not by hand' },
    { name: 'deploy_ci' as const, enabled: byForge, reason: 'not by the forge' },
  ]
  test.each([
    ['only by hand', { paths: { local: {} }, commands: offers(true, false) }, { path: 'local', asleep: null }],
    [
      'both: the forge is the normal one',
      { paths: { local: {}, ci }, commands: offers(true, true) },
      { path: 'ci', asleep: null },
    ],
    [
      'the forge’s is closed: by hand',
      { paths: { local: {}, ci }, commands: offers(true, false) },
      { path: 'local', asleep: null },
    ],
    [
      'neither: the normal one says why',
      { paths: { local: {}, ci }, commands: offers(false, false) },
      { path: 'ci', asleep: 'not by the forge' },
    ],
    [
      'only the forge, and closed',
      { paths: { ci }, commands: offers(false, false) },
      { path: 'ci', asleep: 'not by the forge' },
    ],
  ] as const)('%s', (_, given, wanted) => {
    const surface = someSurface({ ...given, commands: [...given.commands] })
    expect(deployPathOf(surface)).toEqual(wanted)
    expect(newDeployAt(surface)).toEqual({ make: 'console', path: wanted.path })
  })
})

test('a command that the server does not tell of is not possible', () => {
  expect(refusedBecause({ commands: [] }, 'lock')).toBe('The server does not offer this here.')
  expect(refusedBecause({ commands: [{ name: 'lock', enabled: false, reason: 'Locked already.' }] }, 'lock')).toBe(
    'Locked already.',
  )
  expect(refusedBecause({ commands: [{ name: 'lock', enabled: true }] }, 'lock')).toBeNull()
})
