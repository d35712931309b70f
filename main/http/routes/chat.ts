import type { Context } from 'hono'
import * as contract from '../../../shared/contract/chat.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { runOwner } from '../../assistant/run-owner.ts'
import { runsOf } from '../../assistant/runs.ts'
import type { Services } from '../../services.ts'
import { appendMessage } from '../../use-cases/chat/append-message.ts'
import { changeSession } from '../../use-cases/chat/change-session.ts'
import { createSession } from '../../use-cases/chat/create-session.ts'
import { deleteSession } from '../../use-cases/chat/delete-session.ts'
import { findSessionOf, noSuchSession } from '../../use-cases/chat/find-own-session.ts'
import { listSessions } from '../../use-cases/chat/list-sessions.ts'
import { sessionView } from '../../use-cases/chat/session-view.ts'
import { showSession } from '../../use-cases/chat/show-session.ts'
import type { Act } from '../../use-cases/transition.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

/** A person's own chats. To anybody else none of them is there. */
export function chatRoutes(mount: Mount, services: Services): void {
  const runs = runsOf(services)
  const isThere = mustBeThere(services)

  mount(contract.listSessions, async (c) =>
    c.json(unwrap(await listSessions(services, callerOf(c), c.req.valid('query'))), 200),
  )
  mount(
    contract.getSession,
    async (c) => {
      const caller = callerOf(c)
      const shown = unwrap(await showSession(services, caller, idIn(c), c.req.valid('query')))
      return c.json({ ...shown, active_run: runs.activeRunOf(await runOwner(services, caller), shown.id) }, 200)
    },
    isThere,
  )

  /** They share a limit of their own. */
  const change = (c: Context<AppEnv>, status: 200 | 201, unit: (act: Act) => Promise<Result<unknown>>) =>
    transact(c, services, { status, counted: 'chat' }, unit)

  mount(contract.createSession, (c) =>
    change(c, 201, async (act) => ok(sessionView(await createSession(act, c.req.valid('json')?.title ?? null)))),
  )
  mount(
    contract.patchSession,
    (c) =>
      change(c, 200, async (act) => {
        const changed = await changeSession(act, idIn(c), c.req.valid('json'))
        return changed.ok ? ok(sessionView(changed.value)) : changed
      }),
    isThere,
  )
  mount(
    contract.deleteSession,
    async (c) => {
      const owner = await runOwner(services, callerOf(c))
      const answer: Response = await (change(c, 200, (act) => deleteSession(act, idIn(c))) as Promise<Response>)
      // A reply that is kept nowhere any more is written for nobody.
      const run = answer.ok ? runs.activeRunOf(owner, idIn(c)) : null
      if (run !== null) runs.find(owner, run)?.cancel()
      return answer as never
    },
    isThere,
  )
  mount(
    contract.appendMessage,
    (c) => change(c, 201, (act) => appendMessage(act, idIn(c), c.req.valid('json'))),
    isThere,
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

/** The same answer for one that never was and for another's, whatever was sent along. */
const mustBeThere =
  (services: Services): Subject =>
  async (c) =>
    (await findSessionOf(services, callerOf(c), idIn(c))) ? undefined : noSuchSession
