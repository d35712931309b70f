import type { Entry, Json } from '../../../shared/domain/entry.ts'
import type { Expected } from './row-book.ts'

/** Rows of some kinds that follow from entries; what of them is over, a part gives to the book that all parts share. */
export type ReplayPart = {
  /** Begins with what a prune carried over. */
  resume(carried: Json | undefined): void
  /** Why an entry cannot have happened, if so. What is about something else is passed over. */
  apply(entry: Entry): string | undefined
  /** What of it can still change, in the form that `resume` takes. */
  carry(): Json
  /** By kind and id. */
  live(): [kind: string, rows: Map<string, Expected>][]
}
