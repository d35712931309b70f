import { z } from 'zod'
import type { Identity } from '../../../shared/domain/actor.ts'
import type { Role } from '../../../shared/domain/permission.ts'
import { localIdentity } from '../../identity/local.ts'
import type { KnownPerson, ServerPeople } from './server-people.ts'
import { askServer, type Place, type VoiceParts } from './server-voice.ts'

/** Who acts at this machine while it talks to a server. `id`: as that server's ledger knows them, where it said so. */
export type Acting = { identity: Identity; roles: readonly Role[]; id: string | null; warnings: string[] }

/**
 * What somebody may whom the server has never spoken of, and it is down. The surfaces are this machine's own, and whoever
 * has its account could push without any gate: to refuse would stop nobody but the honest one, in an incident. They do not
 * get what a server alone can know of them (passing a freeze), and the record says that nobody was asked.
 */
const unheard: readonly Role[] = ['release_manager']
const askAgainMs = 30_000

/** Knows who is signed in at a server also while it is down, by what it said last. */
export function createActing(parts: VoiceParts & { people: ServerPeople; clock: () => number }) {
  const { desk, people, clock } = parts
  const asked = new Map<string, number>()
  const asking = new Map<string, Promise<void>>()

  const ask = (server: Place, who: { issuer: string; subject: string } | null): Promise<void> => {
    const under = asking.get(server.id)
    if (under) return under
    asked.set(server.id, clock())
    const answer = askServer(parts, server, '/console/session', z.unknown())
      .then((said) => said.ok && people.hear(server.id, who, said.value))
      .then(() => {})
      .finally(() => asking.delete(server.id))
    asking.set(server.id, answer)
    return answer
  }

  return {
    /** Undefined where nobody is signed in there. `patient`: a server that has not spoken of them yet is waited for. */
    async at(server: Place, { patient }: { patient: boolean }): Promise<Acting | undefined> {
      const { kind, who } = await desk.whoAt(server.id)
      if (kind === 'none' || kind === 'ended') return undefined
      const isDue = clock() - (asked.get(server.id) ?? 0) > askAgainMs
      const before = people.at(server.id, who)
      const answer = isDue || before === undefined ? ask(server, who) : Promise.resolve()
      // What it says is for the next request, where this one need not wait for it.
      if (patient && before === undefined) await answer
      else answer.catch(() => {})
      const known = people.at(server.id, who)
      if (known) return asKnown(known)
      const identity: Identity = who
        ? { ...who, via: kind === 'api_key' ? 'api_key' : 'oidc', verified: kind === 'oidc' }
        : localIdentity()
      const warning = `${server.name} has never said what ${identity.name} may do there.`
      return { identity, roles: unheard, id: null, warnings: [warning] }
    },
  }
}

const asKnown = ({ identity, roles, id }: KnownPerson): Acting => ({ identity, roles, id, warnings: [] })
