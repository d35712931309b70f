import { canonicalText } from '../../../shared/domain/entry.ts'
import type { Expected, Kind } from './kinds.ts'
import type { Random } from './random.ts'
import * as tools from './tools.ts'

const { fieldsOf, flip, forge, fullRows, insertRow, leafOf, rowsOf, setHead, setRow, shift, sizeOf } = tools

/** Changes one field, at the top or within the data. */
function editedBody(body: string, random: Random): string {
  const fields = fieldsOf(body)
  const data = fields.data
  const inside = typeof data === 'object' && data !== null && Object.keys(data)
  const name = random.pick(Object.keys(fields))
  if (name !== 'data' || !inside || inside.length === 0)
    return canonicalText({ ...fields, [name]: tools.altered(fields[name], random) })
  return canonicalText({ ...fields, data: { ...data, [random.pick(inside)]: { edited: random.below(1_000) } } })
}

/** What still parses, but is not what the canonical form would say. */
const otherSpellings: readonly ((body: string) => string)[] = [
  (body) => ` ${body}`,
  (body) => body.replace('{"action":"', '{"action": "'),
  (body) =>
    body.replace(/^\{"action":"(.)/, (_, first: string) => `{"action":"\\u00${first.charCodeAt(0).toString(16)}`),
  (body) => `${body.slice(0, -1)},"workspace":"w"}`,
  (body) => JSON.stringify(Object.fromEntries(Object.entries(fieldsOf(body)).reverse())),
  (body) => canonicalText({ ...fieldsOf(body), extra: 1 }),
  (body) => canonicalText(Object.fromEntries(Object.entries(fieldsOf(body)).filter(([name]) => name !== 'subject'))),
  (body) => canonicalText({ ...fieldsOf(body), actor_id: null }),
  (body) => canonicalText({ ...fieldsOf(body), data: 'x' }).replace('"data":"x"', '"data":"\\ud800"'),
  () => 'null',
  () => '[]',
  () => '7',
  () => '{}',
]

/** A longer body is spread over several pages of the file. */
const longestInPlace = 900

export const entryKinds: readonly Kind[] = [
  {
    name: 'edit a byte of a body',
    times: 100,
    apply(db, random) {
      // Most such bodies are no JSON any more. SQLite would not store them, so they are written past it; and without its
      // indexes it cannot even filter for an action where there is one.
      if (random.below(2) === 0) db.exec('drop index ledger_entry_by_action; drop index ledger_entry_by_subject')
      const { seq, body } = random.pick(fullRows(db).filter((row) => row.body.length < longestInPlace))
      const find = Buffer.from(body)
      return { seq, patch: { find, replace: flip(find, random) } }
    },
  },
  {
    name: 'edit a field',
    times: 60,
    apply(db, random) {
      const { seq, body } = random.pick(fullRows(db))
      setRow(db, seq, { body: editedBody(body, random) })
      return { seq }
    },
  },
  {
    name: 'edit a field, with the leaf',
    times: 60,
    apply(db, random) {
      const { seq, body } = random.pick(fullRows(db))
      const edited = editedBody(body, random)
      setRow(db, seq, { body: edited, leaf: leafOf(edited) })
      return { within: [seq, seq] }
    },
  },
  {
    name: 'spell an entry otherwise, all else made to fit',
    times: 40,
    apply(db, random) {
      const { seq, body } = random.pick(fullRows(db))
      const other = random.pick(otherSpellings)(body)
      setRow(db, seq, { body: other })
      tools.makeConsistent(db)
      return { seq }
    },
  },
  {
    name: 'turn a body’s text into bytes',
    times: 10,
    apply(db, random) {
      const { seq, body } = random.pick(fullRows(db))
      db.prepare('update ledger_entry set body = ? where workspace = ? and seq = ?').run(Buffer.from(body), 'w', seq)
      return { seq }
    },
  },
  {
    name: 'edit a leaf',
    times: 40,
    apply(db, random) {
      const { seq, body, leaf } = random.pick(rowsOf(db))
      setRow(db, seq, { leaf: flip(leaf, random) })
      return body === null ? { within: [seq, seq] } : { seq }
    },
  },
  {
    name: 'put something else in a leaf’s place',
    times: 20,
    apply(db, random) {
      const { seq, leaf } = random.pick(rowsOf(db))
      const others = [leaf.toString('hex'), '', Buffer.alloc(0), leaf.subarray(1), Buffer.concat([leaf, leaf]), 7]
      setRow(db, seq, { leaf: random.pick(others) })
      return { seq }
    },
  },
  {
    name: 'delete a row',
    times: 50,
    apply(db, random) {
      const { seq } = random.pick(rowsOf(db))
      db.prepare('delete from ledger_entry where workspace = ? and seq = ?').run('w', seq)
      return { seq }
    },
  },
  {
    name: 'delete a row and close the gap',
    times: 30,
    apply(db, random) {
      const { seq } = random.pick(fullRows(db))
      db.prepare('delete from ledger_entry where workspace = ? and seq = ?').run('w', seq)
      shift(db, seq + 1, -1)
      return { seq }
    },
  },
  {
    name: 'insert a row',
    times: 40,
    apply(db, random) {
      const last = fullRows(db)[0]?.seq ?? 1
      const seq = random.between(last, sizeOf(db))
      shift(db, seq, 1)
      const body = forge(db, seq, random)
      insertRow(db, seq, body, leafOf(body))
      // The forged entry may fit its place; then its neighbour is the first that does not.
      return { oneOf: [seq, seq + 1] }
    },
  },
  {
    name: 'insert a row beyond the head',
    times: 20,
    apply(db, random) {
      const size = sizeOf(db)
      const seq = size + random.between(1, 3)
      const body = forge(db, seq, random)
      insertRow(db, seq, body, leafOf(body))
      if (seq === size + 1 && random.below(2) === 0) setHead(db, { size: seq })
      return seq === size + 1 ? { oneOf: [...Array(seq + 1).keys()] } : { seq: size + 1 }
    },
  },
  {
    name: 'insert a row where no number is',
    times: 20,
    apply(db, random) {
      const size = sizeOf(db)
      const after = random.between(1, size - 1)
      const [at, seq] = random.pick<[unknown, number]>([
        [0, 1],
        [-random.between(1, 9_000), 1],
        [after + 0.5, after + 1],
        ['x', size + 1],
      ])
      const body = forge(db, 1, random)
      insertRow(db, at, body, leafOf(body))
      return { seq }
    },
  },
  {
    name: 'exchange two rows',
    times: 40,
    apply(db, random) {
      const [one, two] = [random.pick(fullRows(db)), random.pick(fullRows(db))]
      if (one.seq === two.seq) return undefined
      setRow(db, one.seq, { body: two.body, leaf: two.leaf })
      setRow(db, two.seq, { body: one.body, leaf: one.leaf })
      return { seq: Math.min(one.seq, two.seq) }
    },
  },
  {
    name: 'exchange two rows and renumber them, with their leaves',
    times: 20,
    apply(db, random) {
      const [one, two] = [random.pick(fullRows(db)), random.pick(fullRows(db))]
      if (one.seq === two.seq) return undefined
      for (const [to, from] of [
        [one, two],
        [two, one],
      ] as const) {
        const body = canonicalText({ ...fieldsOf(from.body), seq: to.seq })
        setRow(db, to.seq, { body, leaf: leafOf(body) })
      }
      return { within: [Math.min(one.seq, two.seq), Math.max(one.seq, two.seq)] }
    },
  },
  {
    name: 'empty an entry that no prune names',
    times: 30,
    apply(db, random) {
      const { seq } = random.pick(fullRows(db))
      setRow(db, seq, { body: null })
      return { seq }
    },
  },
  {
    name: 'cut the end off, rows alone',
    times: 20,
    apply(db, random): Expected {
      const size = random.between(0, sizeOf(db) - 1)
      db.prepare('delete from ledger_entry where workspace = ? and seq > ?').run('w', size)
      return { oneOf: [size + 1] }
    },
  },
]
