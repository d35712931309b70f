import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostPlayers, shapley } from '../../shared/domain/shapley.ts'

const bits = (subset: number, players: number) => Array.from({ length: players }, (_, i) => (subset >> i) & 1)
/** A game as a table: what each subset of the players is worth. */
const games = fc.integer({ min: 1, max: 6 }).chain((players) =>
  fc
    .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 ** players, maxLength: 2 ** players })
    .map((worth) => ({
      players,
      worth,
      of: (subset: number) => worth[subset] ?? 0,
    })),
)
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6))

/** By the definition: the mean over every order in which players come in. */
function byOrders(players: number, of: (subset: number) => number): number[] {
  const sums = Array.from({ length: players }, () => 0)
  let orders = 0
  const walk = (subset: number, gained: [number, number][]) => {
    if (gained.length === players) {
      orders++
      for (const [player, value] of gained) sums[player] = (sums[player] ?? 0) + value
      return
    }
    for (let player = 0; player < players; player++) {
      const next = subset | (1 << player)
      if (next !== subset) walk(next, [...gained, [player, of(next) - of(subset)]])
    }
  }
  walk(0, [])
  return sums.map((sum) => sum / orders)
}

describe('Shapley values', () => {
  test('are the mean over all orders', () => {
    fc.assert(
      fc.property(games, ({ players, of }) => {
        expect(shapley(players, of).contributions).toEqual(close(byOrders(players, of)))
      }),
      { numRuns: 60 },
    )
  })

  test('add up to what all have together (efficiency)', () => {
    fc.assert(
      fc.property(games, ({ players, of }) => {
        const { base, whole, contributions } = shapley(players, of)
        expect([base, whole]).toEqual([of(0), of(2 ** players - 1)])
        expect(contributions.reduce((sum, each) => sum + each, 0)).toBeCloseTo(whole - base, 6)
      }),
    )
  })

  test('are the same for players who are worth the same everywhere (symmetry)', () => {
    fc.assert(
      fc.property(games, ({ players, of }) => {
        const blind = (subset: number) => {
          const [one = 0, other = 0] = bits(subset, players)
          return players < 2 ? of(subset) : of((subset & ~3) | (one + other === 0 ? 0 : one + other === 1 ? 1 : 3))
        }
        const [first = 0, second = first] = shapley(players, blind).contributions
        expect(first).toBeCloseTo(second, 6)
      }),
    )
  })

  test('are nothing for who adds nothing (null player)', () => {
    fc.assert(
      fc.property(games, fc.nat(5), ({ players, of }, nth) => {
        const idle = nth % players
        expect(shapley(players, (subset) => of(subset & ~(1 << idle))).contributions[idle]).toBeCloseTo(0, 9)
      }),
    )
  })

  test('of two games added up are added up too (linearity)', () => {
    fc.assert(
      fc.property(games, fc.integer({ min: -5, max: 5 }), ({ players, of }, times) => {
        const other = (subset: number) => bits(subset, players).reduce((sum, bit, i) => sum + bit * (i + 1) ** 2, 3)
        const [one, two] = [shapley(players, of), shapley(players, other)]
        const both = shapley(players, (subset) => of(subset) + times * other(subset))
        const added = one.contributions.map((value, i) => value + times * (two.contributions[i] ?? 0))
        expect(both.contributions).toEqual(close(added))
      }),
    )
  })

  test('are asked of each subset once, up to twelve inputs', () => {
    const asked: number[] = []
    const { contributions } = shapley(mostPlayers, (subset) => {
      asked.push(subset)
      return bits(subset, mostPlayers).reduce((sum, bit, i) => sum + bit * i, 0)
    })
    expect(asked).toHaveLength(4096)
    expect(new Set(asked).size).toBe(4096)
    expect(contributions).toEqual(close(Array.from({ length: mostPlayers }, (_, i) => i)))
    expect(() => shapley(mostPlayers + 1, () => 0)).toThrow(/at most 12/)
  })
})
