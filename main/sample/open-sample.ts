import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { openServices, type Services } from '../services.ts'
import { StoreError } from '../store/errors.ts'
import { readInstance } from '../store/instance.ts'
import { databaseFile } from '../store/open.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { isInUse } from '../store/sqlite.ts'
import { storyClock } from './clock.ts'
import { keepFleetAlive } from './fleet/keep-fleet-alive.ts'
import { openSampleGate } from './gate/sample-gate.ts'
import { seedSample, storyStart } from './seed.ts'

type SampleOptions = {
  dir?: string | undefined
  log: Logger
  /** Whether its fleet goes on reporting; otherwise all of it has happened. */
  alive?: boolean | undefined
}

/**
 * The sample workspace, begun anew: its story is dated from now at every start, and what was done to it before is gone.
 * Without a folder it lives in a temporary one, which goes when it is closed.
 */
export async function openSample(options: SampleOptions): Promise<Services> {
  const { log } = options
  const dataDir = resolve(options.dir ?? mkdtempSync(join(tmpdir(), 'countersign-sample-')))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  await clearSample(dataDir)
  const clock = storyClock()
  clock.ago(storyStart)
  const gate = await openSampleGate(dataDir)
  const setting = { mode: 'sample', dataDir, log, clock: clock.now, gate: gate.setting } as const
  const services = await openServices(setting).catch(async (error: unknown) => {
    await gate.close()
    throw error
  })
  services.onClose(gate.close)
  await seedSample(services, clock, gate)
  gate.follow(services)
  gate.keep()
  if (options.alive) keepFleetAlive(services)
  if (options.dir !== undefined) return services
  return {
    ...services,
    async close() {
      await services.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Only a file that says of itself that it is a sample is ever removed. */
async function clearSample(dataDir: string): Promise<void> {
  const file = databaseFile(dataDir)
  if (!existsSync(file)) return
  const instance = await readSnapshot(file, (db) => readInstance(db)).catch(() => undefined)
  if (!instance?.sample)
    throw new StoreError(
      'store_unavailable',
      `${dataDir} holds a database that is not a sample. The sample begins anew at every start, so it needs a folder of its own.`,
    )
  if (isInUse(file))
    throw new StoreError(
      'store_busy',
      `another console is showing the sample in ${dataDir}; close it, or give this one another folder`,
    )
  for (const name of readdirSync(dataDir))
    if (/^(countersign\.db(-wal|-shm)?|signing-key-.*\.pem)$/.test(name)) rmSync(join(dataDir, name))
}
