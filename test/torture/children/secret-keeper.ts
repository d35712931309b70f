import { setTimeout as delay } from 'node:timers/promises'
import { createLog } from '../../../main/log.ts'
import { openServices, type Services } from '../../../main/services.ts'
import { asStoreError, StoreError } from '../../../main/store/errors.ts'
import { type KeepJob, placeOf, textOf, versionIn } from '../secrets/places.ts'
import { say } from './protocol.ts'

const job = JSON.parse(process.argv[2] ?? '{}') as KeepJob

/** Reads and writes secrets as a server does that nobody tells of a rotation. Each writer has secrets of its own. */
async function keep({ secrets }: Services, writer: number, known: Map<number, number>): Promise<void> {
  const own = Math.floor(job.count / job.writers)
  for (;;) {
    const n = writer + job.writers * Math.floor(Math.random() * own)
    const place = placeOf(n)
    const version = versionIn(n, await secrets.get(place))
    const least = known.get(n) ?? 1
    if (version === undefined || version < least)
      throw new Error(`secret ${n} is at ${version}, after ${least} was acknowledged`)
    if (Math.random() < 0.5) {
      await secrets.put(place, textOf(n, version + 1))
      known.set(n, version + 1)
      say({ kind: 'ack', token: String(n), seq: version + 1 })
    }
    await delay(Math.random() * 10)
  }
}

async function keepOn(services: Services, writer: number): Promise<void> {
  const known = new Map<number, number>()
  for (;;) {
    try {
      await keep(services, writer, known)
    } catch (caught) {
      const error = asStoreError(caught)
      // Rotations and keepers wait for one another, and on a slow disk too long now and then.
      if (error instanceof StoreError && error.fault === 'store_busy') continue
      return say({ kind: 'bug', what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  }
}

const { dataDir, databaseUrl } = job
const services = await openServices({ mode: 'server', dataDir, databaseUrl, log: createLog('silent') })
say({ kind: 'open' })
await Promise.all(Array.from({ length: job.writers }, (_, writer) => keepOn(services, writer)))
process.exit(1)
