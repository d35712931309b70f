import type { Span } from '../../../fleet-api.ts'

export type Scale = { total: number; ticks: readonly number[] }

/** From the beginning of a trace to the end of its last span, with round marks, about as many as there is room for. */
export function scaleOf(spans: readonly Pick<Span, 'offset_us' | 'duration_us'>[], room: number): Scale {
  const total = spans.reduce((most, { offset_us, duration_us }) => Math.max(most, offset_us + duration_us), 0)
  if (total <= 0) return { total: 0, ticks: [0] }
  const step = roundStep(total / Math.max(2, Math.floor(room / 90)))
  const marks = Math.floor(total / step)
  return { total, ticks: Array.from({ length: marks + 1 }, (_, n) => n * step) }
}

/** 1, 2 or 5 of some power of ten, and no less than asked for. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((each) => each * power >= least) ?? 10) * power
}

/** Where a bar lies, in hundredths of the room; one that took no time has a place all the same. */
export function barOf({ offset_us, duration_us }: Pick<Span, 'offset_us' | 'duration_us'>, total: number) {
  if (total <= 0) return { left: 0, width: 100 }
  const left = Math.min(100, Math.max(0, (offset_us / total) * 100))
  return { left, width: Math.min(100 - left, (duration_us / total) * 100) }
}
