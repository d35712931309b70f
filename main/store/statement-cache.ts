import type Database from 'better-sqlite3'

/** Kysely prepares a statement per query; preparing costs more than running it. Results that stream get their own. */
export function withStatementCache(handle: Database.Database) {
  const statements = new Map<string, Database.Statement>()
  return {
    close: () => handle.close(),
    prepare(text: string): Database.Statement {
      const known = statements.get(text)
      if (known && !known.busy) return known
      const fresh = handle.prepare(text)
      if (statements.size >= 500) statements.clear()
      statements.set(text, fresh)
      return fresh
    },
  }
}
