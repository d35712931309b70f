import { type Compilable, CompiledQuery, type DialectAdapter } from 'kysely'
import { keepPlan } from './prepared.ts'
import type { ReadDb } from './schema.ts'

/** By what differs between engines, then by shape. */
const compiled = new WeakMap<DialectAdapter, Map<string, CompiledQuery>>()

/**
 * Runs a query that is asked again and again. To build and compile it takes longer than SQLite takes to answer, so what
 * comes of that is kept: `shape` names it, and has to differ wherever the text would. `values` are its parameters in their
 * order, and `keep` is given the text once.
 */
export async function runShaped<Row>(
  db: ReadDb,
  shape: string,
  values: readonly unknown[],
  build: () => Compilable<Row>,
  keep: (text: string) => string = (text) => text,
): Promise<Row[]> {
  const executor = db.getExecutor()
  const known = compiled.get(executor.adapter) ?? new Map<string, CompiledQuery>()
  compiled.set(executor.adapter, known)
  const query = known.get(shape) ?? CompiledQuery.raw(keep(compile(build(), shape, values)))
  known.set(shape, query)
  const { rows } = await executor.executeQuery<Row>({ ...query, parameters: values })
  return rows
}

/** As `runShaped`, for what is found by a key: PostgreSQL keeps the plan too. */
export function runByKey<Row>(
  db: ReadDb,
  shape: string,
  values: readonly unknown[],
  build: () => Compilable<Row>,
): Promise<Row[]> {
  return runShaped(db, shape, values, build, keepPlan)
}

function compile(query: Compilable, shape: string, values: readonly unknown[]): string {
  const { sql, parameters } = query.compile()
  const same = parameters.length === values.length && parameters.every((value, i) => value === values[i])
  if (!same) throw new Error(`the values given for ${shape} are not the query's parameters, in their order`)
  return sql
}
