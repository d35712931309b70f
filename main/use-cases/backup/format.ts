import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type DumpedRow, type DumpedTable, dumpedTables } from '../../store/dump.ts'

/**
 * A backup is text, a JSON document per line: a head with the signing key, a line per row, and an end that says how many
 * lines there were and what they hash to. It knows nothing of the engine, so a backup of SQLite restores to PostgreSQL.
 */
export const Head = z.object({
  countersign_backup: z.literal(1),
  version: z.string(),
  schema: z.int(),
  instance: z.string(),
  created_at: z.string(),
  signing_key: z.string(),
})
export type Head = z.infer<typeof Head>

const tables = dumpedTables.map((table) => table.name)
const Value = z.union([z.string(), z.number(), z.null(), z.object({ $bytes: z.base64() })])
const Row = z.object({ table: z.enum(tables as [DumpedTable, ...DumpedTable[]]), row: z.record(z.string(), Value) })
export const End = z.object({ end: z.literal(true), rows: z.int(), sha256: z.string() })

export function rowLine({ table, row }: { table: DumpedTable; row: DumpedRow }): string {
  const plain = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value,
  ])
  return `${JSON.stringify({ table, row: Object.fromEntries(plain) })}\n`
}

export function parseRow(line: string): { table: DumpedTable; row: DumpedRow } {
  const { table, row } = Row.parse(JSON.parse(line))
  const values = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? Buffer.from(value.$bytes, 'base64') : value,
  ])
  return { table, row: Object.fromEntries(values) }
}

export const lineHash = () => createHash('sha256')
