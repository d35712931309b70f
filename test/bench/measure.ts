/** What a measurement hands back: a row of the table, and the numbers behind it for `.cache/bench.json`. */
export type Row = {
  name: string
  /** In words, with its unit. */
  ours: string
  limit: string
  /** Ours to the limit's; undefined for what is shown for information. */
  ratio?: number | undefined
  aim?: Aim | undefined
  notes: readonly string[]
  numbers: Readonly<Record<string, number>>
}
/** `atMost` for durations, `atLeast` for rates. */
export type Aim = { atMost: number } | { atLeast: number }
export type Options = { quick: boolean; folder: string }
export type Measurement = (options: Options) => Promise<readonly Row[]>

export const isMet = (ratio: number, aim: Aim): boolean =>
  'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast

export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export type Contender = () => Promise<number> | number

/**
 * Lets the contenders take turns, `turns` samples each time, so that whatever else the machine does falls on all alike.
 * The order turns round every round; the first rounds warm up and are thrown away.
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, turns = 1, warmUp = 1 }: { rounds: number; turns?: number; warmUp?: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      for (let turn = 0; turn < turns; turn++) {
        const sample = await contenders[name]()
        if (round >= 0) samples[name].push(sample)
      }
    }
  }
  return samples
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(3) : value.toFixed(0)} ms`
export const perSecond = (value: number, what: string): string => `${Math.round(value).toLocaleString('en')} ${what}/s`
