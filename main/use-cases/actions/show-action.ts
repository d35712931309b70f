import type { z } from '@hono/zod-openapi'
import type { ActionDetail } from '../../../shared/contract/actions.ts'
import { readEvent, subjectOf } from '../../../shared/domain/action-entries.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../../store/actions.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import { readEntries } from '../../store/entries.ts'
import type { Caller } from '../caller.ts'
import { incidentsOfAction } from '../incidents/incidents-of-action.ts'
import { noSuchAction } from './command-action.ts'
import { askerOf, viewActions } from './view-actions.ts'

/** More than anybody reads; the beginning of a longer discussion is in the audit. */
const longestHistory = 1000

export type CommentView = z.output<typeof ActionDetail>['comments'][number]

/** An action, what the ledger says about it, and what people said. */
export async function showAction(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  caller: Caller,
  id: string,
): Promise<Result<z.output<typeof ActionDetail>>> {
  const { workspace } = caller
  const record = await findAction(store.read, workspace, id)
  if (!record) return { ok: false, refusal: noSuchAction }
  const asker = askerOf(caller, new Date(clock()).toISOString())
  const [view] = await viewActions(store.read, workspace, [record], asker)
  if (view === undefined) return { ok: false, refusal: noSuchAction }
  // The newest: what was decided last must not be hidden behind what was said before.
  const window = { subject: subjectOf(id), order: 'desc' as const, limit: longestHistory }
  const history = (await readEntries(store.read, workspace, window)).reverse()
  const actors = await viewActors(
    store.read,
    workspace,
    history.map(({ actor_digest }) => actor_digest),
  )
  const incidents = await incidentsOfAction(store.read, workspace, id)
  return ok({ ...view, history, comments: history.flatMap((entry) => commentIn(entry, actors)), actors, incidents })
}

function commentIn(entry: Entry, actors: Record<string, ActorView>): CommentView[] {
  const event = readEvent(entry)
  const by = actors[entry.actor_digest]
  return event?.kind === 'commented' && by ? [{ seq: entry.seq, at: entry.at, by, body: event.body }] : []
}
