import { signPrune, stateHash } from '../../../main/ledger/prune-note.ts'
import { replayActors } from '../../../main/ledger/replay/actors.ts'
import { replayKeys } from '../../../main/ledger/replay/keys.ts'
import { generateSigningKey, openSigner } from '../../../main/ledger/signer.ts'
import { toBase64 } from '../../../shared/domain/base64.ts'
import { canonicalText, type Json, ledgerOrigin } from '../../../shared/domain/entry.ts'
import { keyIdOf } from '../../../shared/domain/note.ts'
import { referenceRoot } from '../../shared/reference-tree.ts'
import type { Kind } from './kinds.ts'
import { workspace } from './ledgers.ts'
import * as tools from './tools.ts'

const { fieldsOf, fullRows, insertRow, leafOf, makeConsistent, rowsOf, setRow, sizeOf } = tools

const stranger = openSigner(generateSigningKey())
const emptyState = { actors: { seen: {}, erased: {} }, keys: {} }

/** The prune entries that are there, with what they say. */
const prunesOf = (db: tools.Db) =>
  fullRows(db)
    .map((row) => ({ ...row, fields: fieldsOf(row.body) }))
    .filter(({ fields }) => fields.action === 'ledger.entries.pruned')
    .map(({ seq, fields }) => ({ seq, fields, data: fields.data as { [name: string]: Json } }))

function origin(db: tools.Db): string {
  const id = db.prepare<[], string>('select id from instance').pluck().get()
  return ledgerOrigin(id ?? '', workspace)
}

/** What an honest prune would carry over: anybody who reads the entries can work it out. */
function stateAt(db: tools.Db, to: number): Json {
  const replays = [replayActors([]), replayKeys([])]
  const [last] = prunesOf(db).slice(-1)
  const carried = last?.data.state as { [name: string]: Json } | undefined
  if (carried) for (const replay of replays) replay.resume(carried[replay.name])
  for (const { seq, body } of fullRows(db))
    if (seq <= to && seq > Number(last?.data.to ?? 0)) for (const replay of replays) replay.apply(JSON.parse(body))
  return Object.fromEntries(replays.map((replay) => [replay.name, replay.state()]))
}

/** A signature that names this ledger's key, but is none. */
function keyLine(db: tools.Db): string {
  const key = db.prepare<[], Buffer>('select public_key from instance').pluck().get()
  const id = keyIdOf(`${origin(db)}/prune`, key ?? new Uint8Array())
  return `${Buffer.concat([id, Buffer.alloc(64, 7)]).toString('base64')}\n`
}

/** Appends an entry as if the product had, and empties what it claims. */
function prune(db: tools.Db, data: { [name: string]: Json; to: number }, empty: boolean): void {
  const seq = sizeOf(db) + 1
  const [model] = fullRows(db).slice(-1)
  if (!model) throw new Error('there is no entry to model a prune on')
  const action = { action: 'ledger.entries.pruned', subject: `workspace:${workspace}` }
  const body = canonicalText({ ...fieldsOf(model.body), ...action, data, seq })
  insertRow(db, seq, body, leafOf(body))
  makeConsistent(db)
  if (empty) db.prepare('update ledger_entry set body = null where workspace = ? and seq <= ?').run(workspace, data.to)
}

export const pruneKinds: readonly Kind[] = [
  {
    name: 'prune with no signature, or another’s, and all else as it should be',
    times: 40,
    apply(db, random) {
      const size = sizeOf(db)
      const to = random.between(fullRows(db)[0]?.seq ?? 1, size - 1)
      const leaves = rowsOf(db)
        .slice(0, to)
        .map(({ leaf }) => leaf)
      const [root, state] = [referenceRoot(leaves), stateAt(db, to)]
      const signed = signPrune(stranger, origin(db), { from: 1, to, root, state: stateHash(state) })
      const renamed = signed.replace(signed.split(' ').at(-1) ?? '', keyLine(db))
      const statement = random.pick(['', 'no note', signed, signed, renamed, signed.split('\n\n')[0] ?? ''])
      const data = { from: 1, to, before: '2027-01-01T00:00:00.000Z', root: toBase64(root), state, statement }
      prune(db, data, random.below(2) === 0)
      return { seq: size + 1 }
    },
  },
  {
    name: 'prune farther than was signed',
    times: 25,
    apply(db, random) {
      const [last] = prunesOf(db).slice(-1)
      if (!last) return undefined
      const to = random.between(Number(last.data.to) + 1, sizeOf(db) - 1)
      prune(db, { ...last.data, to }, random.below(2) === 0)
      return {}
    },
  },
  {
    name: 'empty an entry that stands after the pruned ones',
    times: 25,
    apply(db, random) {
      const [last] = prunesOf(db).slice(-1)
      if (!last) return undefined
      const seq = random.between(Number(last.data.to) + 1, sizeOf(db))
      setRow(db, seq, { body: null })
      return { seq }
    },
  },
  {
    name: 'change what a prune carried over, all else made to fit',
    times: 30,
    apply(db, random) {
      const [last] = prunesOf(db).slice(-1)
      if (!last) return undefined
      const state = random.pick<Json>([emptyState, {}, [], 'x', { ...(last.data.state as object), keys: {} }])
      setRow(db, last.seq, { body: canonicalText({ ...last.fields, data: { ...last.data, state } }) })
      makeConsistent(db)
      return { seq: last.seq }
    },
  },
  {
    name: 'delete the prune that excuses the empty entries',
    times: 15,
    apply(db) {
      const [last] = prunesOf(db).slice(-1)
      if (!last) return undefined
      db.prepare('delete from ledger_entry where workspace = ? and seq = ?').run(workspace, last.seq)
      return { seq: last.seq }
    },
  },
  {
    name: 'exchange leaves among pruned entries, all else made to fit',
    times: 25,
    apply(db, random) {
      const gone = rowsOf(db).filter((row) => row.body === null)
      if (gone.length === 0) return undefined
      const [one, two] = [random.pick(gone), random.pick(gone)]
      if (one.seq === two.seq) return undefined
      setRow(db, one.seq, { leaf: two.leaf })
      setRow(db, two.seq, { leaf: one.leaf })
      makeConsistent(db)
      return {}
    },
  },
]
