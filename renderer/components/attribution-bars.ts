import type { Attributions } from '../fleet-api.ts'

export type AttributionBar = Attributions['items'][number] & {
  /** `raises` the score, `lowers` it, or `none`. */
  way: 'raises' | 'lowers' | 'none'
  /** How long its bar is, of half the width: the longest of all is 1. */
  length: number
}

/** What weighs most comes first. Less than this much of the longest is nothing that can be seen. */
const tiny = 1e-9

export function barsOf(items: Attributions['items']): AttributionBar[] {
  const longest = Math.max(0, ...items.map(({ contribution }) => Math.abs(contribution)))
  return items
    .map((item) => {
      const size = Math.abs(item.contribution)
      const length = longest < tiny ? 0 : size / longest
      return { ...item, way: size < tiny ? 'none' : item.contribution > 0 ? 'raises' : 'lowers', length } as const
    })
    .toSorted((a, b) => b.length - a.length)
}

const signed = new Intl.NumberFormat('en-US', { signDisplay: 'exceptZero', maximumFractionDigits: 3 })
export const contribution = (value: number): string => signed.format(value)

/** "From 0 without any of them to 0.9 with all": what the bars add up to. */
export function sumWords({ base, score }: Pick<Attributions, 'base' | 'score'>): string | null {
  if (base === null && score === null) return null
  const plain = (value: number) => String(Number(value.toFixed(3)))
  if (base === null) return `The score was ${plain(score ?? 0)}.`
  if (score === null) return `The score without any of them is ${plain(base)}.`
  return `From ${plain(base)} with the usual values to ${plain(score)} with those of this trace.`
}
