import { canonicalText, type Json, textInOrder } from '../entry.ts'
import type { EvidenceRow } from './kind.ts'

/** A file of rows is a JSON array with a row per line, each in its canonical form: so there is one text for what it says. */
export const rowsBegin = '['
export const rowLine = (row: EvidenceRow, first: boolean): string => `${first ? '' : ','}\n${rowText(row)}`
export const rowsEnd = '\n]\n'

/** The canonical form, at a fraction of the price for every row of ours. */
export const rowText = (value: Json): string =>
  textInOrder(value) ?? textInOrder(inOrder(value, 0)) ?? canonicalText(value)

/** Deeper than any row of ours; what is deeper is left to the canonicalizer. */
const deepest = 20

function inOrder(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null || depth === deepest) return value
  if (isList(value)) return value.map((item) => inOrder(item, depth + 1))
  const ordered: Record<string, Json> = {}
  for (const key of Object.keys(value).sort()) {
    const child = value[key]
    // To set the one would set something else, and the other is no JSON: the canonicalizer sees to both.
    if (key === '__proto__' || child === undefined) return value
    ordered[key] = inOrder(child, depth + 1)
  }
  return ordered
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
