import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import { ownerOf } from '../use-cases/chat/find-own-session.ts'
import type { RunOwner } from './run.ts'

/** Whose a reply is: the person whom the ledger knows by now, as with chats. Whoever was erased meanwhile has none. */
export const runOwner = async ({ store }: Pick<Services, 'store'>, caller: Caller): Promise<RunOwner> => ({
  workspace: caller.workspace,
  owner: await ownerOf(store.read, caller),
})
