import type { z } from '@hono/zod-openapi'
import type { ActorList } from '../../../shared/contract/workspace.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { Services } from '../../services.ts'
import { readPeople } from '../../store/actors.ts'
import type { Caller } from '../caller.ts'

/** Who can be given something to do: people and keys, not Countersign itself. */
export async function listActors(
  { store }: Pick<Services, 'store'>,
  { workspace }: Caller,
): Promise<z.output<typeof ActorList>> {
  const people = await readPeople(store.read, workspace)
  const { issuer, subject } = systemIdentity
  return {
    items: people
      .filter((person) => person.issuer !== issuer || person.subject !== subject)
      .sort((one, other) => one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1)),
  }
}
