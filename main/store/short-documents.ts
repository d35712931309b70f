import { sql } from 'kysely'

/** So much of a document is read at once with others; PostgreSQL's own measure has this end. */
export const anyLength = 2_147_483_647

/** Columns in place of `document`: all of it where it is no longer than this, else how it begins and ends. */
export const shortColumns = (mostBytes: number) => [
  sql<string | null>`case when octet_length(document) <= ${mostBytes} then document end`.as('whole'),
  sql<string | null>`case when octet_length(document) > ${mostBytes} then substr(document, 1, 8192) end`.as('head'),
  sql<string | null>`case when octet_length(document) > ${mostBytes}
    then substr(document, length(document) - 511) end`.as('tail'),
]

type Short = { whole: string | null; head: string | null; tail: string | null }

/**
 * The document, or the same with an empty list in place of its long one. It is canonical JSON: what stands before and
 * after the list is bounded, and its quotes are found nowhere within a text, where they are escaped.
 */
export function shortDocument({ whole, head, tail }: Short, list: { begins: string; ends: string }) {
  if (whole !== null) return { document: whole, truncated: false }
  const from = head?.indexOf(list.begins) ?? -1
  const to = tail?.lastIndexOf(list.ends) ?? -1
  if (!head || !tail || from < 0 || to < 0) throw new Error('a long document has no list that could be left out')
  return { document: head.slice(0, from + list.begins.length) + tail.slice(to), truncated: true }
}
