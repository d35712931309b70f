import type { TreeRow } from './tree.ts'

const heads = [
  'span_id',
  'parent_span_id',
  'level',
  'name',
  'operation',
  'status',
  'started_at',
  'offset_us',
  'duration_us',
  'agent',
  'model',
  'tool',
  'input_tokens',
  'output_tokens',
  'cost_usd',
] as const

/** For a spreadsheet: a line each, parted by tabs. Nothing in it begins a formula, whoever named the spans. */
export function tableText(rows: readonly TreeRow[]): string {
  const lines = rows.map(({ span, depth }) => heads.map((head) => cell(head === 'level' ? depth + 1 : span[head])))
  return [heads, ...lines].map((line) => line.join('\t')).join('\n')
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const line = value.replace(/[\t\r\n]+/g, ' ')
  return /^[=+\-@]/.test(line) ? `'${line}` : line
}
