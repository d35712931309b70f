import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openServices, type Services } from '../../main/services.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { verifyInWorker } from '../../main/use-cases/audit/verify-in-worker.ts'
import { fillLedger } from '../http/harness.ts'
import { freshPlace, type Place } from '../support/engines.ts'

let place: Place
let services: Services
beforeAll(async () => {
  place = await freshPlace('sqlite')
  services = await openServices({ mode: 'server', dataDir: place.dataDir, log: createLog('silent') })
  for (let i = 0; i < 20; i++) await fillLedger(services, 'w', 1_000)
})
afterAll(async () => {
  await services.close()
  await place.remove()
})

/** How often the event loop comes round while something is done: how often a window could be drawn, a request answered. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  let turns = 0
  for (; !done; turns++) await turn()
  await finished
  return turns
}

test('a long verification leaves the event loop free', async () => {
  const job = { database: services.database, workspace: 'w' }
  const onThisThread = await turnsDuring(verifyDatabase(job))
  const inWorker = await turnsDuring(verifyInWorker(job, undefined))
  expect(inWorker).toBeGreaterThan(10 * onThisThread)
})
