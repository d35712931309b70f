import { canonicalText } from '../entry.ts'
import type { EvidenceRow } from './kind.ts'

/** A file of rows is a JSON array with a row per line, each in its canonical form: so there is one text for what it says. */
export const rowsBegin = '['
export const rowLine = (row: EvidenceRow, first: boolean): string => `${first ? '' : ','}\n${canonicalText(row)}`
export const rowsEnd = '\n]\n'
