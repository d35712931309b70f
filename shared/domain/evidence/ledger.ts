import { z } from 'zod'
import { afterEntry, asFilter, mustRead, oneText, readFilterBy } from './filter.ts'
import type { EvidenceFilter, EvidenceKind } from './kind.ts'

/** The filter of the Audit screen. */
const Filter = z.strictObject({
  /** An action, or a prefix that ends in a dot. */
  action: oneText.optional(),
  subject: oneText.optional(),
  /** Only entries beyond this sequence number. */
  after: afterEntry.optional(),
})
const read = (filter: EvidenceFilter) => readFilterBy(Filter, filter)

/** No rows: the entries themselves are what it is about. */
export const ledgerKind: EvidenceKind = {
  name: 'ledger',
  title: 'The ledger',
  files: [],
  main: null,
  about: null,
  readFilter: (filter) => asFilter(read(filter)),
  derive(filter) {
    const { action = '', subject, after = 0 } = mustRead(read(filter))
    const isNamed = (name: string) =>
      action === '' || action.endsWith('.') ? name.startsWith(action) : name === action
    return {
      apply: (entry) =>
        isNamed(entry.action) && entry.seq > after && (subject === undefined || subject === entry.subject)
          ? undefined
          : 'it is not what the filter asks for',
      rows: () => new Map(),
      count: () => 0,
      kept: () => 0,
      subjects: () => null,
    }
  },
}
