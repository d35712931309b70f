/** What can go wrong below the product's rules, in words that a person can act on. */
export type StoreFault = 'store_busy' | 'store_full' | 'store_unavailable'

export class StoreError extends Error {
  readonly fault: StoreFault
  constructor(fault: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.fault = fault
  }
}

const damaged = 'the database is damaged, or was changed by other hands; restore it from a backup (countersign restore)'

const sentences: [test: RegExp, fault: StoreFault, sentence: string][] = [
  [
    /^(SQLITE_(BUSY|LOCKED)|55P03)/,
    'store_busy',
    'another process kept the database locked for too long; nothing was written',
  ],
  [/^(SQLITE_FULL|53100|ENOSPC|EDQUOT)/, 'store_full', 'the disk is full; nothing was written'],
  [
    /^(SQLITE_IOERR|EIO$)/,
    'store_unavailable',
    'the disk answered with an error; what was being written was not acknowledged',
  ],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, 'store_unavailable', damaged],
  // What we ask is fixed and tested. Where the engine cannot make sense of it, the tables are no longer those we made.
  [/^(SQLITE_ERROR$|SQLITE_SCHEMA$|42P01|42703)/, 'store_unavailable', damaged],
  [
    /^(SQLITE_CONSTRAINT_TRIGGER|23001)$/,
    'store_unavailable',
    'the ledger is append-only: an entry stands already where the next one was to go, or was to be changed; verify the database',
  ],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/, 'store_unavailable', 'the database file cannot be opened for writing'],
  [
    /^(08|25P03|57P0|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|3D000|28)/,
    'store_unavailable',
    'the PostgreSQL server cannot be reached or refuses the connection',
  ],
]

/** Names what a driver threw. What is not recognised stays as it is: a bug should look like one. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  const row = sentences.find(([test]) => test.test(code))
  if (row) return new StoreError(row[1], row[2], { cause: error })
  // pg reports a connection that broke under a query as a plain Error.
  if (/Connection terminated|Client has encountered a connection error/.test(error.message))
    return new StoreError('store_unavailable', 'the connection to PostgreSQL broke; the outcome is unknown', {
      cause: error,
    })
  if (/^timeout exceeded when trying to connect/.test(error.message))
    return new StoreError('store_busy', 'no connection to PostgreSQL became free in time; nothing was written', {
      cause: error,
    })
  return error
}

export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))

/** Somebody else was first. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)|23505)$/.test(String(error.code))
