import type { Context } from 'hono'
import * as routes from '../../../shared/contract/audit.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readTree } from '../../store/ledger-rows.ts'
import { checkpointKey, currentCheckpoint } from '../../use-cases/audit/checkpoint.ts'
import { listEntries, type TextPage } from '../../use-cases/audit/list-entries.ts'
import { proveConsistency, proveInclusion } from '../../use-cases/audit/prove.ts'
import { verifyInWorker } from '../../use-cases/audit/verify-in-worker.ts'
import type { Caller } from '../../use-cases/caller.ts'
import type { WebSessionKit } from '../../use-cases/session/web-session-kit.ts'
import { entryStream } from '../entry-stream.ts'
import type { AppEnv } from '../env.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { resumeFrom } from '../resume-from.ts'
import { stillSignedIn } from '../still-signed-in.ts'
import { verifyStream } from '../verify-stream.ts'

type Options = { heartbeatMs: number | undefined; sessions: WebSessionKit | undefined }

export function auditRoutes(mount: Mount, services: Services, { heartbeatMs = 15_000, sessions }: Options): void {
  mount(routes.listEntries, async (c) => {
    const page = await listEntries(services, callerOf(c), c.req.valid('query'))
    return c.body(pageText(page), 200, { 'content-type': 'application/json' }) as never
  })

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
    // A report that somebody waits for is finished even while the server stops; only streams are ended.
    if (!wantsEvents(c)) return c.json(await verifyInWorker(job, c.req.raw.signal), 200)
    return c.body(verifyStream(job, services.stopping), 200, { 'content-type': 'text/event-stream' }) as never
  })

  mount(routes.streamEvents, async (c) => {
    const caller = callerOf(c)
    const { workspace } = caller
    const { size } = await readTree(services.store.read, workspace)
    const after = unwrap(placeIn(size, resumeFrom(c) ?? c.req.valid('query').after))
    const signal = AbortSignal.any([c.req.raw.signal, services.stopping])
    const stream = entryStream({
      store: services.store,
      workspace,
      after,
      signal,
      heartbeatMs,
      isLast: endsAccess(caller),
      mayGoOn: stillSignedIn(services, caller, sessions),
    })
    return c.body(stream, 200, { 'content-type': 'text/event-stream' })
  })
}

/** Entries are stored as JSON: to read and write each of them again took longer than everything else of the answer. */
const pageText = ({ items, rest }: TextPage): Uint8Array<ArrayBuffer> =>
  Buffer.from(`{"items":[${items.join(',')}],${JSON.stringify(rest).slice(1)}`)

const wantsEvents = (c: Context<AppEnv>): boolean => (c.req.header('accept') ?? '').includes('text/event-stream')

/** A place that this ledger never reached is of another one, restored or begun anew: going on from it would miss entries. */
const placeIn = (size: number, asked: number | undefined): Result<number> =>
  (asked ?? size) <= size
    ? ok(asked ?? size)
    : refuse('range_out_of_tree', `There is no entry ${asked}; the ledger holds ${size}.`, { size })

/** The entry that ends a caller's own access: nothing that comes after it is theirs to read. */
function endsAccess({ actor, webSession }: Caller): (body: string) => boolean {
  const [action, subject] =
    webSession === undefined
      ? ['access.key.revoked', actor.subject]
      : ['console.session.ended', `session:${webSession}`]
  return (body) => body.startsWith(`{"action":"${action}"`) && (JSON.parse(body) as Entry).subject === subject
}
