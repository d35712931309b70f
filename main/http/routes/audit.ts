import type { Context } from 'hono'
import * as routes from '../../../shared/contract/audit.ts'
import type { Services } from '../../services.ts'
import { readTree } from '../../store/entries.ts'
import { checkpointKey, currentCheckpoint } from '../../use-cases/audit/checkpoint.ts'
import { listEntries } from '../../use-cases/audit/list-entries.ts'
import { proveConsistency, proveInclusion } from '../../use-cases/audit/prove.ts'
import { verifyInWorker } from '../../use-cases/audit/verify-in-worker.ts'
import { entryStream } from '../entry-stream.ts'
import type { AppEnv } from '../env.ts'
import { callerOf, type Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { verifyStream } from '../verify-stream.ts'

const heartbeatMs = 15_000

export function auditRoutes(mount: Mount, services: Services): void {
  mount(routes.listEntries, async (c) => c.json(await listEntries(services, callerOf(c), c.req.valid('query')), 200))

  mount(routes.getCheckpoint, async (c) => c.text(await currentCheckpoint(services, callerOf(c).workspace), 200))

  mount(routes.getKey, async (c) => c.json(checkpointKey(services, callerOf(c).workspace), 200))

  mount(routes.getInclusion, async (c) =>
    c.json(unwrap(await proveInclusion(services, callerOf(c), c.req.valid('query'))), 200),
  )

  mount(routes.getConsistency, async (c) =>
    c.json(unwrap(await proveConsistency(services, callerOf(c), c.req.valid('query'))), 200),
  )

  mount(routes.verifyLedger, async (c) => {
    const { checkpoint } = c.req.valid('json') ?? {}
    const { workspace } = callerOf(c)
    const job = { database: services.database, workspace, checkpoint }
    const signal = AbortSignal.any([c.req.raw.signal, services.stopping])
    if (!wantsEvents(c)) return c.json(await verifyInWorker(job, signal), 200)
    return c.body(verifyStream(job, services.stopping), 200, { 'content-type': 'text/event-stream' }) as never
  })

  mount(routes.streamEvents, async (c) => {
    const { workspace } = callerOf(c)
    const after = resumeFrom(c) ?? c.req.valid('query').after ?? (await readTree(services.store.read, workspace)).size
    const signal = AbortSignal.any([c.req.raw.signal, services.stopping])
    const stream = entryStream({ store: services.store, workspace, after, signal, heartbeatMs })
    return c.body(stream, 200, { 'content-type': 'text/event-stream' })
  })
}

const wantsEvents = (c: Context<AppEnv>): boolean => (c.req.header('accept') ?? '').includes('text/event-stream')

function resumeFrom(c: Context<AppEnv>): number | undefined {
  const id = c.req.header('last-event-id') ?? ''
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined
}
