import { CompiledQuery } from 'kysely'
import type { Sealed } from '../ledger/append.ts'
import { keepPlan } from './prepared.ts'
import type { Engine } from './schema.ts'

/** A row of `ledger_head`, as it is written: where it was read, and where it shall be. */
type HeadMove = { workspace: string; from: number; size: number; edge: Buffer }

/** Powers of two, and what a full request in bulk appends. */
const insertSizes = [256, 128, 100, 64, 32, 16, 8, 4, 2, 1]

/**
 * What every commit says to the database. As text, because building and compiling these few queries took several times
 * what SQLite takes to run them; and in few different texts, so that each is prepared once and then found again.
 */
export function laneStatements(engine: Engine) {
  const place = engine === 'postgresql' ? (n: number) => `$${n}` : () => '?'
  const lock = engine === 'postgresql' ? ' for update' : ''
  const head = keepPlan(`select size, edge from ledger_head where workspace = ${place(1)}${lock}`)
  const move = keepPlan(
    `update ledger_head set size = ${place(1)}, edge = ${place(2)} where workspace = ${place(3)} and size = ${place(4)}`,
  )
  const inserts = new Map<number, string>()

  const insertText = (count: number): string => {
    const known = inserts.get(count)
    if (known !== undefined) return known
    const row = (_: unknown, i: number) => `(${[1, 2, 3, 4].map((column) => place(i * 4 + column)).join(', ')})`
    const text = `insert into ledger_entry (workspace, seq, body, leaf) values ${Array.from({ length: count }, row).join(', ')}`
    inserts.set(count, keepPlan(text))
    return text
  }

  return {
    readHead: (workspace: string) =>
      CompiledQuery.raw(head, [workspace]) as CompiledQuery<{ size: number; edge: Buffer }>,
    moveHead: ({ workspace, from, size, edge }: HeadMove) => CompiledQuery.raw(move, [size, edge, workspace, from]),
    /** Few texts serve every count: three hundred and seven rows are five statements. */
    *insertEntries(workspace: string, sealed: readonly Sealed[]): Generator<CompiledQuery> {
      let done = 0
      for (const count of insertSizes) {
        while (sealed.length - done >= count) {
          const rows = sealed.slice(done, done + count)
          yield CompiledQuery.raw(
            insertText(count),
            rows.flatMap(({ entry, body, leaf }) => [workspace, entry.seq, body, leaf]),
          )
          done += count
        }
      }
    },
  }
}
