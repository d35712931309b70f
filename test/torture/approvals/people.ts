import { keyIdentity } from '../../../main/identity/api-keys.ts'
import type { Services } from '../../../main/services.ts'
import { findActorId } from '../../../main/store/actors.ts'
import { within } from '../../../main/store/within.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import type { Role } from '../../../shared/domain/permission.ts'
import { identityOf, opened, type Place, workspace } from '../ledger.ts'

export type Person = { name: string; key: string }
export type People = {
  operator: Person
  approvers: readonly Person[]
  /** By actor id, as approvals have it. */
  names: ReadonlyMap<string, string>
}

/** One who proposes and three who approve, each with an API key. */
export function makePeople(place: Place): Promise<People> {
  return opened(place, async (services) => {
    const names = new Map<string, string>()
    const person = async (name: string, role: Role) => {
      const { key, actor } = await makeKey(services, name, role)
      names.set(actor, name)
      return { name, key }
    }
    const operator = await person('operator', 'operator')
    const approvers = []
    for (const name of ['ada', 'grace', 'joan']) approvers.push(await person(name, 'approver'))
    return { operator, approvers, names }
  })
}

async function makeKey(services: Services, name: string, role: Role): Promise<{ key: string; actor: string }> {
  const { id, key } = await createKey(services, identityOf('harness'), { workspace, name, roles: [role] })
  const actor = await within(workspace, () => findActorId(services.store.read, workspace, keyIdentity({ id, name })))
  if (actor === undefined) throw new Error(`the holder of the key ${name} is not on record`)
  return { key, actor }
}
