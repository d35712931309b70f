import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type KeyPlace, keepSigningKey } from '../../identity/signing-key.ts'
import { markRestoredDeploys } from '../../store/deploy-leases.ts'
import { markRestored } from '../../store/drill-delivery-queue.ts'
import { type DumpedRow, type DumpedTable, loadRows } from '../../store/dump.ts'
import { StoreError } from '../../store/errors.ts'
import { readInstance, storeWrappedKey } from '../../store/instance.ts'
import { latestVersion } from '../../store/migrate.ts'
import type { Store, Tx } from '../../store/store.ts'
import { buryRestored } from '../../store/webhook-deliveries.ts'
import { everywhere } from '../../store/within.ts'
import { End, Head, lineHash, parseRow } from './format.ts'

const batch = 100

/** A backup that was read whole and found sound. */
export type CheckedBackup = { file: string; head: Head }

/** Refuses a file that was cut short, changed, or made by a newer program, before anything is made from it. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const head = await checkFile(file)
  if (head.schema > latestVersion)
    throw new StoreError(
      'store_unavailable',
      `the backup was made by a newer Countersign (${head.version}); update this one first`,
    )
  return { file, head }
}

/** Fills an empty store, in one transaction: all of it, or nothing. */
export async function restoreBackup(
  store: Store,
  place: KeyPlace,
  { file, head }: CheckedBackup,
): Promise<{ rows: number; instance: string }> {
  if (await readInstance(store.read))
    throw new StoreError(
      'store_unavailable',
      'there is a ledger here already; restore into an empty folder or database',
    )
  const wrapped = await keepSigningKey(store, place, head.instance, head.signing_key)
  const load = async (tx: Tx) => {
    const count = await loadAll(tx, file)
    await buryRestored(tx)
    await markRestored(tx)
    await markRestoredDeploys(tx)
    if (wrapped !== undefined) await storeWrappedKey(tx, head.instance, wrapped)
    return count
  }
  const rows = await store.write('', (tx) => everywhere(() => load(tx)))
  return { rows, instance: head.instance }
}

async function loadAll(tx: Tx, file: string): Promise<number> {
  let pending: DumpedRow[] = []
  let table: DumpedTable | undefined
  let count = 0
  const flush = async () => {
    if (table !== undefined) await loadRows(tx, table, pending)
    count += pending.length
    pending = []
  }
  for await (const line of rowLines(file)) {
    const next = parseRow(line)
    if (next.table !== table || pending.length === batch) await flush()
    table = next.table
    pending.push(next.row)
  }
  await flush()
  return count
}

const lines = (file: string) => createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })

async function* rowLines(file: string): AsyncGenerator<string> {
  let first = true
  for await (const line of lines(file)) {
    if (!first && line.startsWith('{"table":')) yield line
    first = false
  }
}

async function checkFile(file: string): Promise<Head> {
  const hash = lineHash()
  let head: Head | undefined
  let end: ReturnType<typeof End.safeParse> | undefined
  let rows = -1
  for await (const line of lines(file)) {
    if (end?.success) throw damaged('something follows its end')
    end = line.startsWith('{"end":') ? parseEnd(line) : undefined
    if (end) continue
    if (head === undefined) head = parseHead(line)
    hash.update(`${line}\n`)
    rows += 1
  }
  if (head === undefined) throw damaged('it is empty')
  if (!end?.success) throw damaged('its end is missing')
  if (end.data.rows !== rows || end.data.sha256 !== hash.digest('hex'))
    throw damaged('its contents do not match its checksum')
  return head
}

function parseHead(line: string): Head {
  try {
    return Head.parse(JSON.parse(line))
  } catch {
    throw damaged('it does not begin as a Countersign backup')
  }
}

function parseEnd(line: string): ReturnType<typeof End.safeParse> {
  try {
    return End.safeParse(JSON.parse(line))
  } catch {
    throw damaged('its end is cut short')
  }
}

const damaged = (why: string): StoreError => new StoreError('store_unavailable', `the backup cannot be used: ${why}`)
