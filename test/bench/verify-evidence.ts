import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, createWriteStream, openSync } from 'node:fs'
import { join } from 'node:path'
import { fromFdPromise } from 'yauzl'
import { verifyPackage } from '../../main/evidence/verify-package.ts'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import type { EvidenceKindName } from '../../shared/domain/evidence/format.ts'
import { exportAll } from './export-all.ts'
import { fillWith } from './export-fixture.ts'
import { openFixture } from './ledger-fixture.ts'
import { interleave, type Measurement, median, ms, timed } from './measure.ts'

const mebibyte = 1024

/** Everything that `evidence verify` does, against reading and unpacking the same package and hashing what is in it. */
export const measureVerifyEvidence: Measurement = async ({ folder, quick }) => {
  const entries = quick ? 20_000 : 100_000
  const kinds = ['ledger', 'actions', 'drills'] as const
  const rows = []
  for (const kind of kinds) {
    const fixture = await openFixture(folder, `evidence-${kind}`)
    await fillWith[kind](fixture, entries)
    await fixture.close()
    const file = join(folder, `${kind}.zip`)
    await exportTo(file, fixture.dataDir, kind)
    rows.push(await measure(kind, file, { entries, rounds: quick ? 3 : 7 }))
  }
  return rows
}

async function exportTo(file: string, dataDir: string, kind: EvidenceKindName): Promise<void> {
  const services = await openServices({ mode: 'server', dataDir, log: createLog('warn') })
  const out = createWriteStream(file)
  await exportAll(services, kind, (piece) => out.write(piece))
  await new Promise((done) => out.end(() => done(undefined)))
  await services.close()
}

async function measure(kind: EvidenceKindName, file: string, { entries, rounds }: { entries: number; rounds: number }) {
  const samples = await interleave(
    { ours: () => timed(() => verified(file)), limit: () => timed(() => readAndHash(file)) },
    { rounds },
  )
  const said = execFileSync(process.execPath, [`${import.meta.dirname}/verify-evidence-child.ts`, file])
  const { maxRSS, before }: { maxRSS: number; before: number } = JSON.parse(said.toString())
  const [ours, limit] = [median(samples.ours), median(samples.limit)]
  return {
    name: `verify a package of ${entries.toLocaleString('en')} entries (${kind})`,
    ours: ms(ours),
    limit: ms(limit),
    ratio: ours / limit,
    aim: { atMost: 1.5 },
    notes: [
      `the limit reads the package with yauzl and hashes what it unpacks to, member by member; peak memory of a process that does this alone ${Math.round(maxRSS / mebibyte)} MiB (${Math.round(before / mebibyte)} MiB of it before), aim 200`,
    ],
    numbers: { ours, limit, entries, maxRssKib: maxRSS, beforeKib: before },
  }
}

async function verified(file: string): Promise<void> {
  const fd = openSync(file, 'r')
  try {
    const { ok, first_bad } = await verifyPackage(fd)
    if (!ok) throw new Error(`the package does not hold: ${JSON.stringify(first_bad)}`)
  } finally {
    closeSync(fd)
  }
}

async function readAndHash(file: string): Promise<void> {
  const fd = openSync(file, 'r')
  const zip = await fromFdPromise(fd, { autoClose: false })
  for await (const entry of zip.eachEntry()) {
    const sum = createHash('sha256')
    for await (const piece of await zip.openReadStreamPromise(entry)) sum.update(piece)
    sum.digest()
  }
  closeSync(fd)
}
