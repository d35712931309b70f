import type { Refusal } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findActorId } from '../../store/actors.ts'
import { type ChatSessionRow, findSession } from '../../store/chats.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'

/** The same, word for word, for one that never was, for another's, and for one of another workspace. */
export const noSuchSession: Refusal = { code: 'not_found', detail: 'There is no chat with this id.' }

/** A chat of this very person. `owner` is the id of an actor. */
export const findOwnSession = (
  db: ReadDb,
  workspace: string,
  owner: string,
  id: string,
): Promise<ChatSessionRow | undefined> => findSession(db, workspace, owner, id)

/** Under which id the ledger knows whoever asks. Asked anew: whoever was erased meanwhile is somebody else by now. */
export const ownerOf = async (db: ReadDb, { workspace, actor }: Pick<Caller, 'workspace' | 'actor'>): Promise<string> =>
  (await findActorId(db, workspace, actor)) ?? actor.id

export async function findSessionOf(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  id: string,
): Promise<ChatSessionRow | undefined> {
  return findOwnSession(store.read, caller.workspace, await ownerOf(store.read, caller), id)
}
