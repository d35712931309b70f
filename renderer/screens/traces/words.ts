import { count } from '../../components/clock.ts'
import type { Span } from '../../fleet-api.ts'

/** "850 µs", "12 ms", "1.24 s", "3 min 5 s". Three figures are enough to compare by. */
export function lengthWords(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`
  if (us < 999_500) return `${figures(us / 1_000)} ms`
  const seconds = us / 1_000_000
  if (seconds < 120) return `${figures(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 7_200) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const figures = (value: number): string =>
  value < 10 ? trim(value.toFixed(2)) : value < 100 ? trim(value.toFixed(1)) : String(Math.round(value))
const trim = (text: string): string => text.replace(/\.?0+$/, '')

/** Small amounts keep their figures: a tenth of a cent is not nothing. */
function usdWords(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.0001) return 'under $0.0001'
  if (usd < 1) return `$${usd.toFixed(4)}`
  return usd < 1_000 ? `$${usd.toFixed(2)}` : `$${count(Math.round(usd))}`
}

/** What is not known is not zero. */
export const costWords = (usd: number | null): string => (usd === null ? 'no price' : usdWords(usd))

/** "1,203 in, 88 out" */
export const tokenWords = (input: number | null, output: number | null): string | null =>
  input === null && output === null ? null : `${count(input ?? 0)} in, ${count(output ?? 0)} out`

/** For a narrow column: "1.3k". */
export function shortCount(value: number): string {
  if (value < 1_000) return String(value)
  return value < 999_500 ? `${figures(value / 1_000)}k` : `${figures(value / 1_000_000)}M`
}

export type SpanSort = 'model' | 'tool' | 'agent' | 'other'
export const sortWords: Record<SpanSort, string> = {
  model: 'model call',
  tool: 'tool call',
  agent: 'agent',
  other: 'step',
}

/** What kind of work it was: what it named decides, and then what it called itself. */
export function sortOf({ tool, model, operation }: Pick<Span, 'tool' | 'model' | 'operation'>): SpanSort {
  if (tool !== null || operation === 'execute_tool') return 'tool'
  if (operation === 'invoke_agent' || operation === 'create_agent') return 'agent'
  return model !== null ? 'model' : 'other'
}

export const shortId = (id: string): string => id.slice(0, 8)

/** Where a span stands, for those who cannot see the picture. */
export const placeWords = ({ offset_us }: Pick<Span, 'offset_us'>, depth: number): string =>
  `, level ${depth + 1}, begins after ${lengthWords(offset_us)}`
