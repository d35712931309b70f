import { canonicalText, type Json } from '../../../shared/domain/entry.ts'

/** One line of an entry's data: its top level, as it would be said. Ids and digests say least, so they come last, cut. */
export function shortData(data: Json, longest = 160): string {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return cut(said(data), longest)
  const parts = Object.entries(data)
  const plain = parts.filter(([, value]) => !isOpaque(value)).map(([name, value]) => `${name} ${said(value)}`)
  const opaque = parts.filter(([, value]) => isOpaque(value)).map(([name, value]) => `${name} ${cut(said(value), 9)}`)
  return cut([...plain, ...opaque].join(' · '), longest)
}

const isOpaque = (value: Json): boolean => typeof value === 'string' && /^[0-9a-f-]{32,}$/.test(value)
const said = (value: Json): string => (typeof value === 'string' ? value : canonicalText(value))
const cut = (line: string, longest: number): string => (line.length > longest ? `${line.slice(0, longest - 1)}…` : line)
