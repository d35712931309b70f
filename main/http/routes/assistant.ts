import { createHash, randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import * as contract from '../../../shared/contract/assistant.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import { converse } from '../../assistant/conversation.ts'
import { ownGrounds } from '../../assistant/own-grounds.ts'
import type { Run } from '../../assistant/run.ts'
import { runOwner } from '../../assistant/run-owner.ts'
import { runsOf } from '../../assistant/runs.ts'
import { scriptedSpeaker } from '../../assistant/scripted.ts'
import { serverGrounds } from '../../assistant/server-grounds.ts'
import type { Speaker } from '../../assistant/speaker.ts'
import { speakerFor } from '../../assistant/speaker-for.ts'
import type { Services } from '../../services.ts'
import { prepareQuestion, settleQuestion } from '../../use-cases/assistant/ask.ts'
import type { Caller } from '../../use-cases/caller.ts'
import { findSessionOf, noSuchSession } from '../../use-cases/chat/find-own-session.ts'
import type { WebSessionKit } from '../../use-cases/session/web-session-kit.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { problemBody, unwrap } from '../problem.ts'
import { resumeFrom } from '../resume-from.ts'
import { runStream } from '../run-stream.ts'
import { stillSignedIn } from '../still-signed-in.ts'
import { transact } from '../transact.ts'

type Options = {
  heartbeatMs: number | undefined
  sessions: WebSessionKit | undefined
}

/** Questions about the fleet, their tiles and proposals, and the replies that a model writes. */
export function assistantRoutes(mount: Mount, services: Services, { heartbeatMs = 15_000, sessions }: Options): void {
  const runs = runsOf(services)
  const isThere: Subject = async (c) => (runs.find(await ownerIn(c), idIn(c)) ? undefined : noSuchRun)

  const follow = (c: Context<AppEnv>, run: Run, after: number) => {
    const stream = runStream({
      run,
      after,
      signal: AbortSignal.any([c.req.raw.signal, services.stopping]),
      heartbeatMs,
      mayGoOn: stillSignedIn(services, callerOf(c), sessions),
    })
    return c.body(stream, 200, { 'content-type': 'text/event-stream' }) as never
  }

  mount(contract.postChat, async (c) => {
    const { message, session_id = null, model } = c.req.valid('json')
    const caller = callerOf(c)
    // Before anything else that it could be refused for. Of a chat at a team's server that server says so.
    const isOwn = session_id === null || caller.atServer || (await findSessionOf(services, caller, session_id))
    if (!isOwn) unwrap({ ok: false, refusal: noSuchSession })
    const run = await converse(
      {
        runs,
        owner: await ownerIn(c),
        speaker: () => writerFor(services, caller, model),
        // A console that talks to a team's server speaks of that one's rows.
        grounds: caller.atServer
          ? serverGrounds(caller.atServer, { stopping: services.stopping })
          : ownGrounds(services, caller),
        problemOf: problemBody,
        log: c.get('log'),
      },
      // A request without a key of its own is like no other.
      {
        key: c.get('once')?.key ?? randomUUID(),
        request: digest(JSON.stringify([message, session_id, model])),
        message,
        session_id,
      },
    )
    return follow(c, unwrap(run), 0)
  })

  mount(
    contract.getRunEvents,
    async (c) => follow(c, await runIn(c), resumeFrom(c) ?? c.req.valid('query').after ?? 0),
    isThere,
  )
  mount(
    contract.cancelRun,
    async (c) => c.json({ run_id: idIn(c), cancelled: (await runIn(c)).cancel() }, 200),
    isThere,
  )
  mount(contract.postTiles, async (c) => {
    const { message, session_id = null } = c.req.valid('json')
    const prepared = unwrap(await prepareQuestion(services, callerOf(c), { message, session_id }))
    return transact(c, services, { status: 200, counted: false, about: session_id }, async (act) => {
      const settled = await settleQuestion(services, act, prepared)
      return settled.ok ? ok(settled.value.answer) : settled
    })
  })

  const ownerIn = (c: Context<AppEnv>) => runOwner(services, callerOf(c))
  const runIn = async (c: Context<AppEnv>): Promise<Run> => {
    const run = runs.find(await ownerIn(c), idIn(c))
    return unwrap(run ? ok(run) : { ok: false, refusal: noSuchRun })
  }
}

/** Whoever has no provider is answered by nobody; but for the sample, which has no network to ask one. */
async function writerFor(
  services: Services,
  caller: Caller,
  model: string | null | undefined,
): Promise<Result<Speaker>> {
  const own = await speakerFor(services, caller, model)
  const isScripted = !own.ok && own.refusal.code === 'provider_key_missing' && services.mode === 'sample'
  return isScripted ? ok(scriptedSpeaker) : own
}

const idIn = (c: Context<AppEnv>): string => c.req.param('run_id') ?? ''
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The same for one that never was, for another's, and for one that is long over. */
const noSuchRun: Refusal = {
  code: 'not_found',
  detail: 'There is no such reply, or it ended more than 10 minutes ago.',
}
