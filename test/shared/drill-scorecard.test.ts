import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DrillRun, RunProgress } from '../../shared/domain/drill-run.ts'
import { isMissed, percentile, scoreDrills, type ToldRoute } from '../../shared/domain/drill-scorecard.ts'

const begin = Date.parse('2026-11-01T00:00:00.000Z')
const at = (seconds: number): string => new Date(begin + seconds * 1000).toISOString()
const who = { id: 'ada', digest: 'd' }

const told = (created: number, minutes: number, answered: number | null, escalated = false): ToldRoute => ({
  created_at: at(created),
  slo_ends_at: at(created + minutes * 60),
  answered_at: answered === null ? null : at(answered),
  escalated,
})
const run = (run_id: string, progress: RunProgress, limit = 300): DrillRun => ({
  run_id,
  schedule_id: 'checkout',
  route_id: null,
  target: { environment: 'staging', surface: 'checkout' },
  began_at: at(0),
  began_by: who,
  recovery_limit_seconds: limit,
  steps: [],
  progress,
})
const finished = (run_id: string, seconds: number, limit?: number) =>
  run(
    run_id,
    { state: 'finished', recovered_at: at(seconds), finished_at: at(seconds + 60), finished_by: who, notes: null },
    limit,
  )
const abandoned = (run_id: string, recovered_at: string | null) =>
  run(run_id, { state: 'abandoned', recovered_at, abandoned_at: at(900), abandoned_by: who, notes: 'x' })

describe('the nearest rank', () => {
  // https://en.wikipedia.org/wiki/Percentile#Worked_examples_of_the_nearest-rank_method
  test.each([
    [[15, 20, 35, 40, 50], 5, 15],
    [[15, 20, 35, 40, 50], 30, 20],
    [[15, 20, 35, 40, 50], 40, 20],
    [[15, 20, 35, 40, 50], 50, 35],
    [[15, 20, 35, 40, 50], 100, 50],
    [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 25, 7],
    [[3, 6, 7, 8, 8, 10, 13, 15, 16, 20], 75, 15],
    [[7], 95, 7],
    [[], 50, null],
    [Array.from({ length: 20 }, (_, i) => i + 1), 95, 19],
    [Array.from({ length: 21 }, (_, i) => i + 1), 95, 20],
    [Array.from({ length: 100 }, (_, i) => i + 1), 95, 95],
  ])('of %j at %i %% is %j', (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected)
    expect(percentile(values.toReversed(), percent)).toBe(expected)
  })

  test('is a value that was measured, and the smallest that enough of them do not exceed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = percentile(values, percent)
          const upTo = (bound: number) => values.filter((value) => value <= bound).length * 100
          expect(values).toContain(found)
          expect(upTo(found ?? NaN)).toBeGreaterThanOrEqual(percent * values.length)
          const below = values.filter((value) => value < (found ?? NaN))
          expect(below.length * 100).toBeLessThan(percent * values.length)
        },
      ),
    )
  })
})

describe('a route was missed', () => {
  test.each<[what: string, route: ToldRoute, now: number, missed: boolean]>([
    ['nobody has answered, and there is time', told(0, 1, null), 59, false],
    ['nobody has answered, and the moment has come', told(0, 1, null), 60, true],
    ['answered in time, looked at much later', told(0, 1, 59), 9_999, false],
    ['answered in the very moment', told(0, 1, 60), 9_999, true],
    ['answered too late', told(0, 1, 61), 9_999, true],
  ])('%s: %#', (_, route, now, missed) => {
    expect(isMissed(route, begin + now * 1000)).toBe(missed)
  })

  test('for ever, once it was', () => {
    const route = fc.record({
      created: fc.nat(1000),
      minutes: fc.integer({ min: 1, max: 20 }),
      answered: fc.option(fc.nat(2000)),
    })
    fc.assert(
      fc.property(route, fc.nat(5000), fc.nat(5000), ({ created, minutes, answered }, one, later) => {
        const it = told(created, minutes, answered === null ? null : created + answered)
        if (isMissed(it, begin + one * 1000)) expect(isMissed(it, begin + (one + later) * 1000)).toBe(true)
      }),
    )
  })
})

describe('the scorecard', () => {
  test('of nothing says nothing', () => {
    expect(scoreDrills([], [], begin)).toEqual({
      told: 0,
      acknowledged: 0,
      acknowledgement_p50_seconds: null,
      acknowledgement_p95_seconds: null,
      missed: 0,
      escalations_missed: 0,
      runs: 0,
      runs_within_limit: 0,
      rollback_p50_seconds: null,
      rollback_max_seconds: null,
      recoveries: [],
    })
  })

  test('counts what was told, answered, missed, and escalated by nobody', () => {
    const routes = [
      told(0, 10, 30),
      told(0, 10, 90),
      told(0, 10, 6000, true),
      told(0, 10, 7000),
      told(0, 10, null),
      told(9000, 60, null),
    ]
    expect(scoreDrills(routes, [], begin + 9_500_000)).toMatchObject({
      told: 6,
      acknowledged: 4,
      acknowledgement_p50_seconds: 90,
      acknowledgement_p95_seconds: 7000,
      missed: 3,
      escalations_missed: 2,
    })
  })

  test('measures rollbacks that came to their end; one that was broken off is not within its limit', () => {
    const runs = [
      finished('a', 300),
      finished('b', 301),
      abandoned('c', at(5)),
      abandoned('d', null),
      finished('e', 60, 59),
      finished('f', 30),
    ]
    expect(scoreDrills([], runs, begin)).toMatchObject({
      runs: 6,
      runs_within_limit: 2,
      rollback_p50_seconds: 60,
      rollback_max_seconds: 301,
      recoveries: [
        { run_id: 'f', seconds: 30, limit: 300, at: at(90), schedule_id: 'checkout' },
        { run_id: 'e', seconds: 60, limit: 59 },
        { run_id: 'b', seconds: 301 },
        { run_id: 'a', seconds: 300 },
      ],
    })
    const many = Array.from({ length: 25 }, (_, i) => finished(`${i}`, i))
    expect(scoreDrills([], many, begin).recoveries.map(({ run_id }) => run_id)).toEqual(
      many
        .map(({ run_id }) => run_id)
        .toReversed()
        .slice(0, 20),
    )
  })

  test('does not depend on the order of routes, and its numbers agree with each other', () => {
    const anyRoute = fc
      .record({
        created: fc.nat(5000),
        minutes: fc.integer({ min: 1, max: 60 }),
        after: fc.option(fc.nat(5000)),
        escalated: fc.boolean(),
      })
      .map(({ created, minutes, after, escalated }) =>
        told(created, minutes, after === null ? null : created + after, escalated),
      )
    fc.assert(
      fc.property(fc.array(anyRoute), fc.nat(20_000), (routes, now) => {
        const score = scoreDrills(routes, [], begin + now * 1000)
        expect(scoreDrills(routes.toReversed(), [], begin + now * 1000)).toEqual(score)
        expect(score.acknowledged).toBeLessThanOrEqual(score.told)
        expect(score.escalations_missed).toBeLessThanOrEqual(score.missed)
        expect(score.missed).toBeLessThanOrEqual(score.told)
        const [p50, p95] = [score.acknowledgement_p50_seconds, score.acknowledgement_p95_seconds]
        expect(p50 === null).toBe(score.acknowledged === 0)
        expect(p50 ?? 0).toBeLessThanOrEqual(p95 ?? 0)
      }),
    )
  })
})
