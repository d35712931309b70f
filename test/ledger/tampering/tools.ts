import type Database from 'better-sqlite3'
import { leafHash } from '../../../main/ledger/hash.ts'
import { edgeToBytes, emptyTree, grow } from '../../../main/ledger/tree.ts'
import { canonicalText, type Json } from '../../../shared/domain/entry.ts'
import { workspace } from './ledgers.ts'
import type { Random } from './random.ts'

/** What somebody with the file in hand can do: raw SQL, and all the hashing they like; but no signing key. */
export type Db = Database.Database
export type Row = { seq: number; body: string | null; leaf: Buffer }
export type Full = { seq: number; body: string; leaf: Buffer }
export type Fields = { [name: string]: Json }

export const rowsOf = (db: Db): Row[] =>
  db.prepare<[string], Row>('select seq, body, leaf from ledger_entry where workspace = ? order by seq').all(workspace)

export const fullRows = (db: Db): Full[] => rowsOf(db).filter((row): row is Full => row.body !== null)

export const sizeOf = (db: Db): number => rowsOf(db).length

export const leafOf = (body: string): Buffer => Buffer.from(leafHash(new TextEncoder().encode(body)))

export const fieldsOf = (body: string): Fields => JSON.parse(body)

export function setRow(db: Db, seq: number, change: { body?: string | null; leaf?: unknown }): void {
  for (const [column, value] of Object.entries(change))
    db.prepare(`update ledger_entry set ${column} = ? where workspace = ? and seq = ?`).run(value, workspace, seq)
}

export function insertRow(db: Db, seq: unknown, body: string | null, leaf: Buffer): void {
  db.prepare('insert into ledger_entry (workspace, seq, body, leaf) values (?, ?, ?, ?)').run(
    workspace,
    seq,
    body,
    leaf,
  )
}

/** Moves all rows from `from` on by one; through negative numbers, so that no two ever meet. */
export function shift(db: Db, from: number, by: 1 | -1): void {
  db.prepare('update ledger_entry set seq = -(seq + ?) where workspace = ? and seq >= ?').run(by, workspace, from)
  db.prepare('update ledger_entry set seq = -seq where workspace = ? and seq < 0').run(workspace)
}

/** An entry that fits where it is put, made after one that is there. */
export function forge(db: Db, seq: number, random: Random, change: Fields = {}): string {
  const model = fieldsOf(random.pick(fullRows(db)).body)
  const data = { forged: random.below(1_000_000) }
  return canonicalText({ ...model, data, ...change, seq })
}

/** Makes leaves, kept nodes and head agree with the bodies again, as if it had always been so. */
export function makeConsistent(db: Db): void {
  const rows = rowsOf(db)
  for (const { seq, body } of rows) if (body !== null) setRow(db, seq, { leaf: leafOf(body) })
  const { tree, nodes } = grow(
    emptyTree,
    rows.map(({ body, leaf }) => (body === null ? leaf : leafOf(body))),
  )
  db.prepare('delete from ledger_node where workspace = ?').run(workspace)
  const insert = db.prepare('insert into ledger_node (workspace, level, position, hash) values (?, ?, ?, ?)')
  for (const { level, position, hash } of nodes) insert.run(workspace, level, position, Buffer.from(hash))
  setHead(db, { size: tree.size, edge: Buffer.from(edgeToBytes(tree.edge)) })
}

export function setHead(db: Db, change: { size?: unknown; edge?: unknown }): void {
  for (const [column, value] of Object.entries(change))
    db.prepare(`update ledger_head set ${column} = ? where workspace = ?`).run(value, workspace)
}

/** The same bytes with one of them changed. */
export function flip(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy.writeUInt8((copy[at] ?? 0) ^ random.between(1, 255), at)
  return copy
}

/** A value like this one, and another. */
export function altered(value: Json | undefined, random: Random): Json {
  if (typeof value === 'number') return value + random.between(1, 9)
  if (typeof value === 'boolean') return !value
  if (typeof value !== 'string') return { altered: random.below(1_000) }
  const at = random.below(value.length + 1)
  return value.slice(0, at) + random.pick(['a', '0', 'ß', '"', ' ', '\u0000', '😀']) + value.slice(at)
}
