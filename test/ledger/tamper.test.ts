import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../main/ledger/verify.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { actorKinds } from './tampering/actor-kinds.ts'
import { drillKinds } from './tampering/drill-kinds.ts'
import { entryKinds } from './tampering/entry-kinds.ts'
import { incidentKinds } from './tampering/incident-kinds.ts'
import { keyKinds } from './tampering/key-kinds.ts'
import type { Expected, Kind } from './tampering/kinds.ts'
import { type Ledger, makeLedgers, workspace } from './tampering/ledgers.ts'
import { pastKinds } from './tampering/past-kinds.ts'
import { pruneKinds } from './tampering/prune-kinds.ts'
import { createRandom } from './tampering/random.ts'
import { treeKinds } from './tampering/tree-kinds.ts'

/**
 * Somebody has the database file, all the time in the world, and no signing key. Whatever they change has to be found.
 * The one thing that nothing in a file can show is a consistent past of its own: that takes a checkpoint kept outside.
 */
const seed = Number(process.env.TAMPER_SEED ?? 20260727)
const ofState = [...actorKinds, ...keyKinds, ...incidentKinds, ...drillKinds]
const kinds = [...entryKinds, ...treeKinds, ...ofState, ...pruneKinds, ...pastKinds]

const dir = mkdtempSync(join(tmpdir(), 'countersign-tamper-'))
const file = join(dir, 'tampered.db')
let ledgers: Ledger[] = []
const counts = new Map<string, number>()

beforeAll(async () => {
  ledgers = (await makeLedgers()).map((ledger) => ({ ...ledger, file: defenceless(ledger.file) }))
}, 60_000)

afterAll(() => {
  rmSync(dir, { recursive: true, force: true })
})

/** The guards are in the file too, so they stop nobody who has it. */
function defenceless(bytes: Buffer): Buffer {
  onFile(bytes, (db) => {
    const guards = db.prepare<[], { name: string }>("select name from sqlite_master where type = 'trigger'").all()
    for (const { name } of guards) db.exec(`drop trigger ${name}`)
  })
  return readFileSync(file)
}

function onFile<T>(bytes: Buffer, use: (db: Database.Database) => T): T {
  writeFileSync(file, bytes)
  for (const beside of ['-wal', '-shm']) rmSync(file + beside, { force: true })
  const db = new Database(file)
  try {
    db.pragma('journal_mode = delete')
    db.pragma('journal_mode = memory')
    db.pragma('synchronous = off')
    return db.transaction(() => use(db))()
  } finally {
    db.close()
  }
}

/** Wherever the bytes stand, in use or left over. */
function patchFile({ find, replace }: { find: Buffer; replace: Buffer }): void {
  const bytes = readFileSync(file)
  let at = bytes.indexOf(find)
  if (at < 0) throw new Error('the file does not hold the bytes that were to be changed')
  for (; at >= 0; at = bytes.indexOf(find, at + 1)) replace.copy(bytes, at)
  writeFileSync(file, bytes)
}

const verify = (checkpoint?: string): Promise<Report> => verifyDatabase({ database: file, workspace, checkpoint })

/** Where nothing but the tree can tell, the answer is a range: of 256 where a node is kept, of a subtree at the end. */
function missed({ seq, within, oneOf }: Expected, { ok, first_bad: bad, size }: Report): string | undefined {
  if (ok || !bad) return 'nothing was found'
  const found = `found entry ${bad.seq}: ${bad.why}`
  if (seq !== undefined && bad.seq !== seq) return `expected entry ${seq}, ${found}`
  if (oneOf && !oneOf.includes(bad.seq)) return `expected one of ${oneOf}, ${found}`
  if (!within) return undefined
  const range = /entries (\d+) to (\d+) hold/.exec(bad.why)
  const [from, to] = range ? [Number(range[1]), Number(range[2])] : [bad.seq, bad.seq]
  const kept = within[0] <= size - (size % 256)
  const holds = bad.seq === from && from <= within[1] && within[0] <= to && (!kept || to - from < 256)
  return holds ? undefined : `expected a range with entry ${within[0]}, ${found}`
}

async function tamper(kind: Kind, round: number): Promise<string | undefined> {
  const random = createRandom(seed + round * 7_919 + kind.name.length * 104_729)
  const ledger = ledgers[round % ledgers.length]
  if (!ledger) throw new Error('there are no ledgers')
  const expected = onFile(ledger.file, (db) => kind.apply(db, random, ledger))
  if (!expected) return undefined
  if (expected.patch) patchFile(expected.patch)
  counts.set(kind.name, (counts.get(kind.name) ?? 0) + 1)
  const report = await verify(kind.needsCheckpoint && ledger.checkpoint)
  const fault = missed(expected, report)
  return fault && `${ledger.name}, round ${round}, seed ${seed}: ${fault}`
}

test('before anything is done to them, the ledgers verify, each with its checkpoint', async () => {
  for (const { file: bytes, checkpoint } of ledgers) {
    onFile(bytes, () => undefined)
    expect(await verify(checkpoint)).toMatchObject({ ok: true })
  }
})

describe('found, and named', () => {
  test.each(kinds)('$name', { timeout: 60_000 }, async (kind) => {
    const faults: string[] = []
    for (let round = 0; round < kind.times; round += 1) {
      const fault = await tamper(kind, round).catch((error: unknown) => `round ${round} broke the verifier: ${error}`)
      if (fault) faults.push(fault)
    }
    expect(faults).toEqual([])
    expect(counts.get(kind.name)).toBeGreaterThan(kind.times / 4)
  })

  test('roll back to an older copy of the file', async () => {
    for (const { older, checkpoint } of ledgers) {
      onFile(older, () => undefined)
      const { ok, size } = await verify()
      expect(ok).toBe(true)
      const report = await verify(checkpoint)
      expect(report).toMatchObject({ ok: false, first_bad: { seq: size + 1 } })
      counts.set('roll back', (counts.get('roll back') ?? 0) + 1)
    }
  })
})

test('that was at least a thousand times', () => {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const rows = [...counts].map(([name, count]) => `${String(count).padStart(5)}  ${name}`)
  process.stdout.write(`\ntampered with, and found:\n${rows.join('\n')}\n${String(total).padStart(5)}  in all\n`)
  expect(total).toBeGreaterThanOrEqual(1_000)
})

test('pasts that need a checkpoint do need it: without one they verify', async () => {
  const silent = pastKinds.filter(({ name }) => /rewrite the whole chain$|^cut/.test(name))
  const plain = ledgers.filter(({ name }) => name.startsWith('of'))
  for (const kind of silent)
    for (const ledger of plain) {
      const cut = kind.name.startsWith('cut')
      onFile(ledger.file, (db) => kind.apply(db, createRandom(seed), ledger))
      const { ok, first_bad: bad } = await verify()
      // A cut also leaves people and keys behind that no entry explains any more.
      if (!ok) expect(cut && bad?.why).toMatch(/API key|actor/)
    }
})
