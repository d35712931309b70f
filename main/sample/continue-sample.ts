import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { openServices, type Services } from '../services.ts'
import { readInstance } from '../store/instance.ts'
import { databaseFile } from '../store/open.ts'
import { readSnapshot } from '../store/snapshot.ts'
import { version } from '../version.ts'
import { type KeptSample, readKeptSample } from './gate/kept-sample.ts'
import { openSampleGate } from './gate/sample-gate.ts'
import { giveTokens } from './give-tokens.ts'
import { openSample } from './open-sample.ts'

/** Its story is dated from when it began. */
const lastsMs = 24 * 60 * 60_000

/**
 * The sample of a terminal, kept from one command to the next, so that a rollback can follow a deploy. Another console may
 * be showing the same one. It begins anew after a day, and with another version.
 */
export async function continueSample({ dir, log }: { dir: string; log: Logger }): Promise<Services> {
  const kept = await keptIn(dir)
  if (kept === undefined) return openSample({ dir, log })
  const gate = await openSampleGate(dir, kept)
  const setting = { mode: 'sample', dataDir: dir, log, gate: gate.setting } as const
  const services = await openServices(setting).catch(async (error: unknown) => {
    await gate.close()
    throw error
  })
  services.onClose(gate.close)
  gate.follow(services)
  if (gate.isShown) return services
  // Its forge is at another place by now.
  await giveTokens(services, gate)
  gate.keep()
  return services
}

async function keptIn(dir: string): Promise<KeptSample | undefined> {
  const kept = readKeptSample(dir)
  const file = databaseFile(dir)
  if (kept === undefined || kept.version !== version || !existsSync(file)) return undefined
  const age = Date.now() - kept.began
  if (age < 0 || age > lastsMs) return undefined
  const instance = await readSnapshot(file, (db) => readInstance(db)).catch(() => undefined)
  return instance?.sample ? kept : undefined
}
