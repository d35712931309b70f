import { execFileSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import Database from 'better-sqlite3'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { type EvidenceKindName, evidenceFiles } from '../../shared/domain/evidence/format.ts'
import { exportAll } from './export-all.ts'
import { fillWith } from './export-fixture.ts'
import { openFixture, workspace } from './ledger-fixture.ts'
import { interleave, type Measurement, median, ms, timed } from './measure.ts'

const batch = 2_000
const mebibyte = 1024

/** A package of a whole ledger, against reading its entries and zipping the bytes that the package has, nothing more. */
export const measureExport: Measurement = async ({ folder, quick }) => {
  const entries = quick ? 20_000 : 100_000
  const kinds = ['ledger', 'actions', 'drills'] as const
  const rows = []
  for (const kind of kinds) {
    const fixture = await openFixture(folder, `export-${kind}`)
    await fillWith[kind](fixture, entries)
    await fixture.close()
    rows.push(await measure(kind, fixture, { entries, rounds: quick ? 3 : 7 }))
  }
  return rows
}

type Place = { dataDir: string; database: string }

async function measure(kind: EvidenceKindName, place: Place, { entries, rounds }: { entries: number; rounds: number }) {
  const services = await openServices({ mode: 'server', dataDir: place.dataDir, log: createLog('warn') })
  const pieces: Buffer[] = []
  await exportAll(services, kind, (piece) => pieces.push(piece))
  const files = await unpacked(Buffer.concat(pieces))
  const samples = await interleave(
    {
      ours: () => timed(() => exportAll(services, kind)),
      limit: () => timed(() => readAndZip(place.database, files)),
    },
    { rounds },
  )
  await services.close()
  const { maxRSS, before, bytes } = inOwnProcess(place, kind)
  const [ours, limit] = [median(samples.ours), median(samples.limit)]
  return {
    name: `export ${entries.toLocaleString('en')} entries (${kind})`,
    ours: ms(ours),
    limit: ms(limit),
    ratio: ours / limit,
    aim: { atMost: 1.5 },
    notes: [
      `the limit reads the entries with better-sqlite3, ${batch} at a time, and zips the same files as the package has with yazl; peak memory of a process that does this alone ${Math.round(maxRSS / mebibyte)} MiB (${Math.round(before / mebibyte)} MiB of it before), aim 200; the package has ${(bytes / 1e6).toFixed(1)} MB`,
    ],
    numbers: { ours, limit, entries, maxRssKib: maxRSS, beforeKib: before, bytes },
  }
}

function inOwnProcess({ dataDir }: Place, kind: string): { maxRSS: number; before: number; bytes: number } {
  const said = execFileSync(process.execPath, [`${import.meta.dirname}/export-child.ts`, dataDir, kind])
  return JSON.parse(said.toString())
}

async function unpacked(zip: Buffer): Promise<Map<string, Buffer>> {
  const opened = await fromBufferPromise(zip)
  const files = new Map<string, Buffer>()
  for await (const entry of opened.eachEntry())
    files.set(entry.fileName, await buffer(await opened.openReadStreamPromise(entry)))
  return files
}

async function readAndZip(database: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const zip = new ZipFile()
  for (const [name, bytes] of files)
    zip.addReadStreamLazy(name, (take) =>
      take(null, name === evidenceFiles.entries ? Readable.from(bodies(database)) : Readable.from(inPieces(bytes))),
    )
  zip.end()
  for await (const _ of zip.outputStream);
}

function* bodies(database: string): Generator<Buffer> {
  const db = new Database(database, { readonly: true })
  const page = db.prepare<[string, number, number], { seq: number; body: string }>(
    'select seq, body from ledger_entry where workspace = ? and seq > ? order by seq limit ?',
  )
  let last = 0
  for (;;) {
    const rows = page.all(workspace, last, batch)
    if (rows.length === 0) break
    yield Buffer.from(`${rows.map(({ body }) => body).join('\n')}\n`)
    last = rows.at(-1)?.seq ?? last
  }
  db.close()
}

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024)
}
