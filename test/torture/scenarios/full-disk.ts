import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Services } from '../../../main/services.ts'
import { StoreError } from '../../../main/store/errors.ts'
import { createJournal } from '../journal.ts'
import { append, databaseAt, examine, opened } from '../ledger.ts'
import { assert, assertNone, type Context, type Scenario, Skipped } from '../scenario.ts'

export const fullDisk: Scenario = {
  name: 'full-disk',
  promise: 'on a full disk writes are refused with a sentence, nothing acknowledged is lost, and room mends it',
  async run(context) {
    const disk = join(context.folder, 'disk')
    mkdirSync(disk)
    const figures = { disks: 0, acked: 0, refused: 0, after: 0 }
    const disks = context.short ? 3 : 30
    for (; figures.disks < disks; figures.disks += 1) {
      // A size of its own each time, so that the disk is full at another place: log, checkpoint, tree, index.
      mount(disk, 2_500 + context.random.between(0, 1_500))
      try {
        const one = await fillAndFree(context, join(disk, 'data'), join(disk, 'ballast'))
        figures.acked += one.acked
        figures.refused += one.refused
        figures.after += one.after
      } finally {
        unmount(disk)
      }
    }
    const { acked, refused, after } = figures
    return `${disks} disks filled; ${acked} acknowledged, all there; ${refused} refused as store_full; ${after} went on after room was made`
  },
}

async function fillAndFree({ random }: Context, dataDir: string, ballast: string) {
  const journal = createJournal()
  const counts = { acked: 0, refused: 0, after: 0 }
  const database = databaseAt({ dataDir })
  await opened({ dataDir }, async (services) => {
    writeFileSync(ballast, Buffer.alloc(1_000_000))
    let n = 0
    const attempt = async (): Promise<boolean> => {
      n += 1
      const kept = await tryAppend(services, `disk/${n}/1`, random.between(10, 3_000))
      if (kept) journal.record({ kind: 'ack', token: `disk/${n}/1`, ...kept })
      return kept !== undefined
    }
    while (counts.refused < 5) {
      const group = await Promise.all(Array.from({ length: random.between(1, 8) }, attempt))
      for (const went of group) counts[went ? 'acked' : 'refused'] += 1
      assert(counts.acked < 20_000, 'the disk is never full')
    }
    const probe = await services.store.probe().catch((error: unknown) => error)
    assert(probe === undefined || probe instanceof StoreError, `the health probe failed with ${probe}`)
    assertNone((await examine(database, journal)).faults, 'on a full disk')
    rmSync(ballast)
    for (; counts.after < 20; counts.after += 1) assert(await attempt(), 'there is room again, and it still refuses')
  })
  assertNone((await examine(database, journal)).faults, 'after room was made')
  await fillAndOpen(dataDir, ballast)
  assertNone((await examine(database, journal)).faults, 'after it was opened on a full disk')
  return counts
}

/** Opening where not one byte can be written either works or says why not. */
async function fillAndOpen(dataDir: string, ballast: string): Promise<void> {
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k'], { stdio: 'ignore' })
  try {
    await opened({ dataDir }, async (services) => void (await services.store.probe()))
  } catch (error) {
    assert(
      error instanceof StoreError,
      `opening on a full disk failed with ${error instanceof Error ? error.stack : error}`,
    )
  }
  rmSync(ballast)
}

async function tryAppend(services: Services, token: string, size: number) {
  try {
    const { seq, id } = await append(services, token, size)
    return { seq, id }
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'store_full') return undefined
    throw error
  }
}

function mount(disk: string, kilobytes: number): void {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], {
    encoding: 'utf8',
  })
  if (error || status !== 0)
    throw new Skipped(`not run: a small disk cannot be mounted here (${(error?.message ?? stderr).trim()})`)
}

function unmount(disk: string): void {
  const { status, stderr } = spawnSync('umount', [disk], { encoding: 'utf8' })
  assert(status === 0, `umount: ${stderr}`)
}
