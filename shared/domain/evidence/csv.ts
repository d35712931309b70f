import type { Json } from '../entry.ts'
import type { EvidenceRow } from './kind.ts'
import { rowText } from './row-text.ts'

/**
 * RFC 4180, for spreadsheets: programs read the JSON. It begins with a byte order mark, without which Excel takes UTF-8
 * for something else. A document of its own is one cell, as JSON; null is an empty cell.
 */
export const csvBegin = (columns: readonly string[]): string => `\uFEFF${columns.map(quoted).join(',')}\r\n`

export const csvLine = (columns: readonly string[], row: EvidenceRow): string =>
  `${columns.map((column) => cellOf(memberOf(row, column))).join(',')}\r\n`

function memberOf(row: EvidenceRow, column: string): Json {
  if (!column.includes('.')) return row[column] ?? null
  let value: Json = row
  for (const name of column.split('.')) {
    if (!isObject(value)) return null
    value = value[name] ?? null
  }
  return value
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number or a yes is written by us, never by a stranger; everything else is text, and made inert. */
function cellOf(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return quoted(inert(typeof value === 'string' ? value : rowText(value)))
}

/** Semicolons and tabs too: which of these parts the cells is, for some, a matter of the machine's language. */
const quoted = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * What a spreadsheet takes for a formula begins with one of these, the full-width ones included, which some convert;
 * some pass over blanks before, and a stray quote. Where cells are parted by semicolons or tabs, the quotes around ours
 * count for nothing, and a cell begins behind every one of these and on every line. One apostrophe in front makes it
 * text. What begins with apostrophes and then like this gets one more, so that taking one away (`fromInert`) gives back
 * what was written, whatever it was.
 */
const letter = '[=+\\-@＝＋－＠﹦﹢﹣﹫]'
const blank = '(?:(?![\\t\\r\\n])[\\s\\p{Cc}\\p{Cf}"])*'
const begins = '(?<=^|[;\\t\\r\\n])'
const risky = new RegExp(`[;\\t\\r\\n]|^'*${blank}${letter}`, 'u')
const formula = new RegExp(`^(?='*${blank}[\\t\\r\\n])|${begins}(?='*${blank}${letter})`, 'gu')
const written = new RegExp(`^'(?='*${blank}[\\t\\r\\n])|${begins}'(?='*${blank}${letter})`, 'gu')

export const inert = (text: string): string => (risky.test(text) ? text.replaceAll(formula, "'") : text)
export const fromInert = (text: string): string => text.replaceAll(written, '')
