/** More inputs than this would be more subsets than anybody wants to wait for. */
export const mostPlayers = 12

export type Shapley = {
  /** The score with every input at its baseline. */
  base: number
  /** The score with all inputs as they were. */
  whole: number
  /** What each input contributed; together, the difference of the two. */
  contributions: number[]
}

/**
 * Exact Shapley values: what an input adds, over every order in which inputs could have come in. `score` is asked once for
 * each subset; bit `i` of it says that input `i` is as it was, else it is at its baseline.
 */
export function shapley(players: number, score: (subset: number) => number): Shapley {
  if (!Number.isInteger(players) || players < 0 || players > mostPlayers)
    throw new Error(`${players} inputs, where at most ${mostPlayers} can be looked at`)
  const all = 2 ** players
  const scores = Array.from({ length: all }, (_, subset) => score(subset))
  const of = (subset: number): number => scores[subset] ?? 0
  const weights = weightsOf(players)
  const contributions = Array.from({ length: players }, (_, player) => {
    const bit = 1 << player
    let sum = 0
    for (let subset = 0; subset < all; subset++)
      if ((subset & bit) === 0) sum += (weights[bitsIn(subset)] ?? 0) * (of(subset | bit) - of(subset))
    return sum
  })
  return { base: of(0), whole: of(all - 1), contributions }
}

/** Of a subset of each size that does not have the player: |S|! (n − |S| − 1)! / n!, without ever making a large number. */
function weightsOf(players: number): number[] {
  const weights: number[] = []
  let choose = 1
  for (let size = 0; size < players; size++) {
    weights.push(1 / (players * choose))
    choose = (choose * (players - 1 - size)) / (size + 1)
  }
  return weights
}

function bitsIn(subset: number): number {
  let count = 0
  for (let rest = subset; rest > 0; rest &= rest - 1) count++
  return count
}
