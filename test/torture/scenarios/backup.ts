import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Services } from '../../../main/services.ts'
import { currentCheckpoint } from '../../../main/use-cases/audit/checkpoint.ts'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import { startCrowd } from '../crowd.ts'
import { createJournal, type Journal, tokenOf } from '../journal.ts'
import { append, databaseAt, examine, opened, type Place, readAll, workspace } from '../ledger.ts'
import { runCli, startCli } from '../process.ts'
import { assert, assertNone, type Context, type Scenario } from '../scenario.ts'

export const backup: Scenario = {
  name: 'backup',
  promise:
    'a backup taken while others append restores to a ledger that verifies and has all that was acknowledged before it began',
  async run(context) {
    const { short, folder } = context
    const counts = { backups: 0, entries: 0, cut: 0, killed: 0 }
    // A new ledger each time: the writers are faster than backups, and what they write must be restored.
    for (let ledger = 0; ledger < (short ? 1 : 8); ledger += 1) {
      const place = { dataDir: join(folder, `live-${ledger}`) }
      const journal = createJournal()
      await seed(place, journal, 2_000)
      const crowd = startCrowd(place, 2, Number.POSITIVE_INFINITY, journal, false)
      const made: Backup[] = []
      try {
        for (const which of ['a', 'b']) {
          await delay(context.random.between(100, 600))
          made.push(await backUp(place.dataDir, join(folder, `${ledger}${which}.backup`), journal))
        }
      } finally {
        await crowd.stop()
      }
      for (const one of made) counts.entries += await restoreAndCompare(place.dataDir, one)
      counts.backups += made.length
      assertNone(crowd.faults, 'while backups were taken')
      assertNone((await examine(databaseAt(place), journal)).faults, 'of the ledger that was backed up')
    }
    const live = join(folder, 'live-0')
    counts.killed = (await killBackups(context, live)) + (await killRestores(context, live))
    counts.cut = await refuseDamaged(context, join(folder, '0a.backup'))
    return `${counts.backups} backups beside two writing processes, restored, ${counts.entries} entries verified; ${counts.cut} damaged backups refused; ${counts.killed} backups and restores killed, then done again`
  },
}

const sentence = /^countersign: (?!E[A-Z]+:)\S.* \S/

/** Enough to keep a backup reading while others write. */
async function seed(place: Place, journal: Journal, entries: number): Promise<void> {
  const keep = async (services: Services, token: string) =>
    journal.record({ kind: 'ack', token, seq: (await append(services, token)).seq })
  await opened(place, async (services) => {
    for (let n = 0; n < entries; n += 200)
      await Promise.all(Array.from({ length: 200 }, (_, i) => keep(services, `seed/${n + i}/1`)))
  })
}

type Backup = { file: string; acked: readonly string[] }

async function backUp(dataDir: string, file: string, journal: Journal): Promise<Backup> {
  const acked = journal.ackedSoFar()
  const { code, output } = await runCli(['backup', '--data', dataDir, file])
  assert(code === 0, `backup: ${output}`)
  return { file, acked }
}

async function restoreAndCompare(dataDir: string, { file, acked }: Backup): Promise<number> {
  const copy = `${file}-restored`
  const restored = await runCli(['restore', '--data', copy, file])
  assert(restored.code === 0, `restore: ${restored.output}`)
  // What the writers did after the backup is not in it, so only that nothing is missing can be asked of it.
  const present = new Set((await readAll(databaseAt({ dataDir: copy }))).map(tokenOf))
  const missing = acked.filter((token) => !present.has(token))
  assertNone(missing, 'acknowledged before the backup began, and not in it')
  const note = await opened({ dataDir: copy }, (services) => currentCheckpoint(services, workspace))
  // The signing key came along: what the restored ledger signs, the first ledger's key verifies.
  const report = await verifyDatabase({ database: databaseAt({ dataDir }), workspace, checkpoint: note })
  assert(report.ok, `against the restored ledger’s checkpoint: ${report.first_bad?.why}`)
  rmSync(copy, { recursive: true, force: true })
  return present.size
}

async function refuseDamaged({ random, folder, short }: Context, sound: string): Promise<number> {
  const file = join(folder, 'damaged.backup')
  const bytes = readFileSync(sound)
  const times = short ? 3 : 30
  for (let i = 0; i < times; i += 1) {
    const damaged = Buffer.from(bytes)
    const at = random.between(0, bytes.length - 1)
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.between(0, 6))
    writeFileSync(file, random.chance(0.3) ? bytes.subarray(0, at) : damaged)
    const { code, output, lastLine } = await runCli(['restore', '--data', join(folder, 'refused'), file])
    assert(
      code === 1 && sentence.test(lastLine),
      `a backup damaged at ${at} of ${bytes.length}: exit ${code}: ${output}`,
    )
    assert(!existsSync(databaseAt({ dataDir: join(folder, 'refused') })), 'a refused backup left a database')
  }
  return times
}

async function killBackups({ random, folder, short }: Context, dataDir: string): Promise<number> {
  const file = join(folder, 'killed.backup')
  const times = short ? 2 : 15
  for (let i = 0; i < times; i += 1) {
    await killed(['backup', '--data', dataDir, file], random.between(250, 700))
    // There is a whole backup or none, and the next one to the same place is made.
    if (!existsSync(file)) {
      const again = await runCli(['backup', '--data', dataDir, file])
      assert(again.code === 0, `a backup after a killed one: ${again.output}`)
    }
    const restored = await runCli(['restore', '--data', join(folder, `after-kill-${i}`), file])
    assert(restored.code === 0, `of what a killed backup left: ${restored.output}`)
    rmSync(file)
    rmSync(join(folder, `after-kill-${i}`), { recursive: true })
  }
  return times
}

async function killRestores({ random, folder, short }: Context, dataDir: string): Promise<number> {
  const file = join(folder, 'sound.backup')
  const made = await runCli(['backup', '--data', dataDir, file])
  assert(made.code === 0, `backup: ${made.output}`)
  const times = short ? 2 : 15
  for (let i = 0; i < times; i += 1) {
    const target = join(folder, `restore-${i}`)
    await killed(['restore', '--data', target, file], random.between(250, 900))
    const again = await runCli(['restore', '--data', target, file])
    // All of it, or nothing: the second attempt either fills the folder or finds it filled.
    const filled = again.code === 1 && /there is a ledger here already/.test(again.lastLine)
    assert(again.code === 0 || filled, `a restore after a killed one: ${again.output}`)
    const verified = await runCli(['audit', 'verify', '--data', target])
    assert(verified.code === 0, `what a killed restore left: ${verified.output}`)
    rmSync(target, { recursive: true })
  }
  return times
}

async function killed(args: readonly string[], afterMs: number): Promise<void> {
  const child = startCli(args)
  const exit = once(child, 'exit')
  await Promise.race([exit, delay(afterMs)])
  child.kill('SIGKILL')
  await exit
}
