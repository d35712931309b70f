import type { Who } from '../../../shared/domain/action.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'

/** One person as they are known today. */
export async function viewPerson(db: ReadDb, workspace: string, who: Who): Promise<ActorView> {
  return (await viewActors(db, workspace, [who.digest]))[who.digest] ?? unknown(who)
}
