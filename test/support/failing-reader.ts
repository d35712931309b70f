import type { CompiledQuery } from 'kysely'
import type { ReadDb } from '../../main/store/schema.ts'

/** A reader that throws what `faultOf` names for a table: where a query is built, and where one's kept text is run. */
export function failingReader(read: ReadDb, faultOf: (table: string) => unknown): ReadDb {
  const executor = read.getExecutor()
  const failing = {
    adapter: executor.adapter,
    async executeQuery(query: CompiledQuery) {
      const table = /\bfrom "(\w+)"/.exec(query.sql)?.[1] ?? ''
      const fault = faultOf(table)
      if (fault) throw fault
      return executor.executeQuery(query)
    },
  }
  const selectFrom = (table: never) => {
    const fault = faultOf(String(table))
    if (fault) throw fault
    return read.selectFrom(table)
  }
  return {
    fn: read.fn,
    with: read.with.bind(read),
    selectFrom: selectFrom as ReadDb['selectFrom'],
    getExecutor: () => failing as unknown as ReturnType<ReadDb['getExecutor']>,
  }
}
