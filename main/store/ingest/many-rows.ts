import { CompiledQuery } from 'kysely'
import { keepPlan } from '../prepared.ts'
import type { Engine } from '../schema.ts'

type Cell = string | number | null
type Statement<R extends readonly string[]> = {
  /** `insert into x` */
  into: string
  columns: R
  /** What stands behind the rows. */
  onwards: string
}

/** Few different counts, so that each text is prepared once; the largest times twenty columns is far below both engines' limits. */
const sizes = [64, 16, 4, 1]

/**
 * Many rows by few statements, as text: to build and compile them anew for each batch took longer than the database takes
 * to run them.
 */
export function manyRows<R extends readonly string[]>({ into, columns, onwards }: Statement<R>) {
  const texts = new Map<string, string>()
  const textOf = (engine: Engine, count: number): string => {
    const known = texts.get(`${engine} ${count}`)
    if (known !== undefined) return known
    const place = engine === 'postgresql' ? (n: number) => `$${n}` : () => '?'
    const row = (_: unknown, i: number) => `(${columns.map((_, at) => place(i * columns.length + at + 1)).join(', ')})`
    const rows = Array.from({ length: count }, row).join(', ')
    const text = keepPlan(`insert into ${into} (${columns.join(', ')}) values ${rows} ${onwards}`)
    texts.set(`${engine} ${count}`, text)
    return text
  }
  return function* (engine: Engine, rows: readonly (readonly Cell[])[]): Generator<CompiledQuery> {
    let done = 0
    for (const size of sizes)
      while (rows.length - done >= size) {
        const cells: Cell[] = []
        for (const end = done + size; done < end; done++) cells.push(...(rows[done] ?? []))
        yield CompiledQuery.raw(textOf(engine, size), cells)
      }
  }
}
