import type { z } from '@hono/zod-openapi'
import type { ActorList } from '../../../shared/contract/workspace.ts'
import { keyIdentity } from '../../identity/api-keys.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { Services } from '../../services.ts'
import { type ActorView, readPeople } from '../../store/actors.ts'
import { readKeyRows } from '../../store/api-keys.ts'
import type { Caller } from '../caller.ts'

/** Who can be given something to do: people, and keys that are in force. Not Countersign itself. */
export async function listActors(
  { store }: Pick<Services, 'store'>,
  { workspace }: Caller,
): Promise<z.output<typeof ActorList>> {
  const keys = await readKeyRows(store.read, workspace)
  const revoked = keys.filter(({ revoked_at }) => revoked_at !== null).map(keyIdentity)
  const gone = [systemIdentity, ...revoked]
  const isGone = ({ issuer, subject }: ActorView) =>
    gone.some((identity) => identity.issuer === issuer && identity.subject === subject)
  return {
    items: (await readPeople(store.read, workspace))
      .filter((person) => !isGone(person))
      .sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1)),
  }
}
