import type { Context } from 'hono'
import * as contract from '../../../shared/contract/actions.ts'
import type { Command, CommandName } from '../../../shared/domain/action-commands.ts'
import { permitted } from '../../../shared/domain/action-rules.ts'
import { ok } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../../store/actions.ts'
import { commandAction, noSuchAction } from '../../use-cases/actions/command-action.ts'
import { commentAction } from '../../use-cases/actions/comment-action.ts'
import { listActions } from '../../use-cases/actions/list-actions.ts'
import { proposeAction } from '../../use-cases/actions/propose-action.ts'
import { repointAction } from '../../use-cases/actions/repoint-action.ts'
import { showAction } from '../../use-cases/actions/show-action.ts'
import { summarizeActions } from '../../use-cases/actions/summarize-actions.ts'
import { askerOf, viewOutcome } from '../../use-cases/actions/view-actions.ts'
import { permit } from '../../use-cases/caller.ts'
import { type AppEnv, callerOf } from '../env.ts'
import type { Subject } from '../guard.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { transact } from '../transact.ts'

export function actionRoutes(mount: Mount, services: Services): void {
  mount(contract.listActions, async (c) =>
    c.json(unwrap(await listActions(services, callerOf(c), c.req.valid('query'))), 200),
  )
  mount(contract.summarizeActions, async (c) =>
    c.json(await summarizeActions(services, callerOf(c), c.req.valid('query')), 200),
  )
  mount(contract.getAction, async (c) =>
    c.json(unwrap(await showAction(services, callerOf(c), c.req.valid('param').id)), 200),
  )
  mount(contract.proposeAction, (c) =>
    transact(c, services, { status: 201 }, async (act) =>
      ok(await viewOutcome(act, await proposeAction(services, act, c.req.valid('json')))),
    ),
  )

  /** A command on an action that is there, by somebody who may give it. */
  const give = (c: Context<AppEnv>, command: Command) =>
    transact(c, services, { status: 200 }, async (act) => {
      const done = await commandAction(act, idIn(c), command)
      return done.ok ? ok(await viewOutcome(act, done.value.record)) : done
    })
  const may = (name: CommandName) => mayCommand(services, name)

  mount(
    contract.approveAction,
    (c) => {
      const { break_glass, ...given } = c.req.valid('json') ?? {}
      // Only the body says that it takes another permission; without it, it is no transition that counts.
      if (break_glass) unwrap(permit(callerOf(c), 'actions.break_glass'))
      return give(c, { name: break_glass ? 'break_glass' : 'approve', ...given })
    },
    may('approve'),
  )
  mount(contract.rejectAction, (c) => give(c, { name: 'reject', ...c.req.valid('json') }), may('reject'))
  mount(
    contract.claimAction,
    (c) => {
      const { lease_seconds = services.policy.leaseSeconds } = c.req.valid('json') ?? {}
      return give(c, { name: 'claim', lease_seconds })
    },
    may('claim'),
  )
  mount(
    contract.markExecuted,
    (c) => give(c, { name: 'mark_executed', outcome: c.req.valid('json')?.outcome ?? null }),
    may('mark_executed'),
  )
  mount(contract.closeReview, (c) => give(c, { name: 'close_review', ...c.req.valid('json') }), may('close_review'))
  mount(
    contract.repointAction,
    (c) =>
      transact(c, services, { status: 201 }, async (act) => {
        const done = await repointAction(services, act, idIn(c), c.req.valid('json').target_ref)
        return done.ok ? ok(await viewOutcome(act, done.value)) : done
      }),
    may('repoint'),
  )
  mount(
    contract.commentAction,
    (c) =>
      transact(c, services, { status: 201, counted: false }, (act) =>
        commentAction(act, idIn(c), c.req.valid('json').body),
      ),
    may('comment'),
  )
}

const idIn = (c: Context<AppEnv>): string => c.req.param('id') ?? ''

/** Who may do it depends on whose proposal it is, so the rules of the action itself are asked. */
const mayCommand =
  ({ store, clock }: Services, name: CommandName): Subject =>
  async (c) => {
    const caller = callerOf(c)
    const record = await findAction(store.read, caller.workspace, idIn(c))
    if (!record) return noSuchAction
    return permitted(name, record.action, askerOf(caller, new Date(clock()).toISOString())) ?? 'permitted'
  }
