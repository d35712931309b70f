import { ok, type Result } from '../../../shared/domain/result.ts'
import { viewActors } from '../../store/actors.ts'
import type { Act } from '../transition.ts'
import { commandAction } from './command-action.ts'
import type { CommentView } from './show-action.ts'

/** A question or an answer beside the proposal: an entry of the ledger, and no change of state. */
export async function commentAction(act: Act, id: string, body: string): Promise<Result<CommentView>> {
  const done = await commandAction(act, id, { name: 'comment', body })
  if (!done.ok) return done
  const { seq, at, actor_digest } = done.value.entry
  const actors = await viewActors(act.tx.db, act.tx.workspace, [actor_digest])
  const by = actors[actor_digest]
  if (by === undefined) throw new Error('whoever comments has just been put on record')
  return ok({ seq, at, by, body })
}
