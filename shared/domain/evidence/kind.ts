import type { Entry, Json } from '../entry.ts'
import type { EvidenceKindName } from './format.ts'

export type EvidenceFilter = Readonly<Record<string, string | readonly string[] | boolean | number>>
export type EvidenceRow = { readonly [key: string]: Json }

/** A file of rows: `NAME.json` is an array with a row per line, `NAME.csv` its table. */
export type RowFile = {
  name: string
  /** In the order of the table's columns. */
  columns: readonly string[]
  /** What a row is known by, for whoever has to say which one does not hold. */
  key: string
  csv: boolean
}

/** Nothing but the entries goes in: so whoever has the entries can tell whether the rows are what follows from them. */
export type Derivation = {
  /** In the order of the ledger. Why an entry cannot be one of these, if so. */
  apply(entry: Entry): string | undefined
  /** The rows that the filter wants, by file, in the order in which they stand in it. */
  rows(): ReadonlyMap<string, Iterable<EvidenceRow>>
}

/** What a kind of package holds beside the ledger's part, which is the same for all. */
export type EvidenceKind = {
  name: EvidenceKindName
  /** In words, for the page: "Rollback drills". */
  title: string
  files: readonly RowFile[]
  /** Which of the files counts as the package's rows. Nothing where the entries themselves are what it is about. */
  main: string | null
  derive(filter: EvidenceFilter): Derivation
}
