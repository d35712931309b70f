import type { Entry, Json } from '../entry.ts'
import type { Result } from '../result.ts'
import type { EvidenceKindName } from './format.ts'

export type EvidenceFilter = Readonly<Record<string, string | string[] | boolean | number>>
export type EvidenceRow = { readonly [key: string]: Json }

/** A file of rows: `NAME.json` is an array with a row per line, `NAME.csv` its table. */
export type RowFile = {
  name: string
  /** In the order of the table's columns. `proposed_by.id` is a member of a member. */
  columns: readonly string[]
  /** What a row is known by, for whoever has to say which one does not hold. */
  key: string
  csv: boolean
}

/** Nothing but the entries goes in: so whoever has the entries can tell whether the rows are what follows from them. */
export type Derivation = {
  /** In the order of the ledger. Why an entry cannot be one of these, if so. */
  apply(entry: Entry): string | undefined
  /** The rows that the filter wants, by file, in the order in which they stand in it. Asked for as often as one likes. */
  rows(): ReadonlyMap<string, Iterable<EvidenceRow>>
  /** How many rows the main file has. */
  count(): number
  /** Of how much it has to remember something, so that a reader can tell before there is too much of it. */
  kept(): number
  /**
   * The subjects that the rows speak of. All that the ledger has about them goes into the package, and nothing about
   * others: so what follows from the package is what follows from the ledger. Null where the entries are the matter
   * themselves.
   */
  subjects(): ReadonlySet<string> | null
}

/** What a kind of package holds beside the ledger's part, which is the same for all. */
export type EvidenceKind = {
  name: EvidenceKindName
  /** In words, for the page: "Rollback drills". */
  title: string
  files: readonly RowFile[]
  /** Which of the files counts as the package's rows. Nothing where the entries themselves are what it is about. */
  main: string | null
  /** How every subject begins whose entries can matter; nothing where all can. */
  about: string | null
  /** In the one form in which it is written: the same question has the same text. */
  readFilter(filter: EvidenceFilter): Result<EvidenceFilter>
  /** What depends on time is judged at `as_of`. Throws for a filter that `readFilter` refuses. */
  derive(filter: EvidenceFilter, as_of: string): Derivation
}
