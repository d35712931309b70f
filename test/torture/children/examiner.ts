import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { asStoreError, StoreError } from '../../../main/store/errors.ts'
import { readRows } from '../../../main/store/ledger-rows.ts'
import { readSnapshot } from '../../../main/store/snapshot.ts'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import { append, databaseAt, opened, workspace } from '../ledger.ts'
import { say } from './protocol.ts'

/** Looks at one damaged data folder after the other, in a process of its own: a crash or a hang is then a finding. */
export type ExamineJob = { dataDir: string; checkpoint: string }

export type Verdict =
  | { kind: 'ok'; size: number }
  | { kind: 'bad'; why: string }
  | { kind: 'sentence'; why: string }
  | { kind: 'bug'; what: string }

export type Examined = {
  /** By its own means, and against the checkpoint that was kept elsewhere. */
  alone: Verdict
  witnessed: Verdict
  /** A hash of all entries in order; of what can be read at all. */
  content: string
  /** After it was opened for writing and one entry appended. */
  written: Verdict
  writtenWitnessed: Verdict
}

async function verdict(work: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await work()
  } catch (error) {
    // Every door of the product names what came up from the store, reads included, in this way.
    const named = asStoreError(error)
    if (named instanceof StoreError) return { kind: 'sentence', why: named.message }
    return { kind: 'bug', what: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const verify = (dataDir: string, checkpoint?: string) =>
  verdict(async () => {
    const {
      ok,
      size,
      first_bad: bad,
    } = await verifyDatabase({ database: databaseAt({ dataDir }), workspace, checkpoint })
    return ok ? { kind: 'ok', size } : { kind: 'bad', why: `entry ${bad?.seq}: ${bad?.why}` }
  })

async function contentOf(dataDir: string): Promise<string> {
  const hash = createHash('sha256')
  await readSnapshot(databaseAt({ dataDir }), async (db) => {
    for (const { seq, body } of await readRows(db, workspace, 0, 1_000_000)) hash.update(`${seq} ${body}\n`)
  }).catch((error: unknown) => hash.update(String(error)))
  return hash.digest('hex')
}

async function examine({ dataDir, checkpoint }: ExamineJob): Promise<Examined> {
  return {
    alone: await verify(dataDir),
    witnessed: await verify(dataDir, checkpoint),
    content: await contentOf(dataDir),
    written: await verdict(async () => {
      const { seq } = await opened({ dataDir }, (services) => append(services, 'examiner/0/1'))
      return { kind: 'ok', size: seq }
    }),
    writtenWitnessed: await verify(dataDir, checkpoint),
  }
}

for await (const line of createInterface({ input: process.stdin })) say(await examine(JSON.parse(line) as ExamineJob))
