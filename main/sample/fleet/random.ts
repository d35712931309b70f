/** The same numbers at every start, so that the sample is the same sample: only its dates move. */
export function randomFrom(seed: number) {
  let state = seed >>> 0
  /** Mulberry32. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    chance: (share: number): boolean => next() < share,
    between: (from: number, to: number): number => from + (to - from) * next(),
    whole: (from: number, to: number): number => Math.floor(from + (to + 1 - from) * next()),
    pick<const T>(from: readonly [T, ...T[]]): T {
      return from[Math.floor(next() * from.length)] ?? from[0]
    },
    hex: (digits: number): string =>
      Array.from({ length: digits / 8 }, () =>
        Math.floor(next() * 4_294_967_296)
          .toString(16)
          .padStart(8, '0'),
      ).join(''),
  }
}
export type Random = ReturnType<typeof randomFrom>
