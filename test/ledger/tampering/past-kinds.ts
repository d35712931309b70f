import { generateSigningKey, openSigner } from '../../../main/ledger/signer.ts'
import { canonicalText } from '../../../shared/domain/entry.ts'
import type { Kind } from './kinds.ts'
import * as tools from './tools.ts'

const { fieldsOf, fullRows, insertRow, leafOf, makeConsistent, setRow, shift, sizeOf } = tools

const stranger = openSigner(generateSigningKey())

/** Rewrites an entry in the middle and everything that follows from it. */
function rewrite(db: tools.Db, random: Parameters<Kind['apply']>[1]): void {
  const row = random.pick(fullRows(db).filter(({ body }) => fieldsOf(body).action === 'test.proposal.made'))
  setRow(db, row.seq, { body: canonicalText({ ...fieldsOf(row.body), data: { rewritten: random.below(1_000) } }) })
  makeConsistent(db)
}

/** Pasts that are sound in themselves: only a checkpoint that was kept outside tells them from the true one. */
export const pastKinds: readonly Kind[] = [
  {
    name: 'cut the end off, consistently',
    times: 30,
    needsCheckpoint: true,
    apply(db, random) {
      const first = fullRows(db)[0]?.seq ?? 1
      const size = random.between(first - 1, sizeOf(db) - 1)
      db.prepare('delete from ledger_entry where workspace = ? and seq > ?').run('w', size)
      makeConsistent(db)
      return {}
    },
  },
  {
    name: 'rewrite the whole chain',
    times: 30,
    needsCheckpoint: true,
    apply(db, random) {
      rewrite(db, random)
      return {}
    },
  },
  {
    name: 'rewrite the whole chain under another key',
    times: 20,
    needsCheckpoint: true,
    apply(db, random) {
      rewrite(db, random)
      db.prepare('update instance set public_key = ?').run(Buffer.from(stranger.publicKey))
      return {}
    },
  },
  {
    name: 'replace the public key alone',
    times: 5,
    needsCheckpoint: true,
    apply(db) {
      db.prepare('update instance set public_key = ?').run(Buffer.from(stranger.publicKey))
      return {}
    },
  },
  {
    name: 'take an entry out of the past, consistently',
    times: 20,
    needsCheckpoint: true,
    apply(db, random) {
      const { seq } = random.pick(fullRows(db))
      db.prepare('delete from ledger_entry where workspace = ? and seq = ?').run('w', seq)
      shift(db, seq + 1, -1)
      renumber(db, seq)
      return {}
    },
  },
  {
    name: 'put an entry into the past, consistently',
    times: 20,
    needsCheckpoint: true,
    apply(db, random) {
      const { seq } = random.pick(fullRows(db))
      shift(db, seq, 1)
      const body = tools.forge(db, seq, random)
      insertRow(db, seq, body, leafOf(body))
      renumber(db, seq)
      return {}
    },
  },
]

function renumber(db: tools.Db, from: number): void {
  for (const { seq, body } of fullRows(db))
    if (seq >= from) setRow(db, seq, { body: canonicalText({ ...fieldsOf(body), seq }) })
  makeConsistent(db)
}
