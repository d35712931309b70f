import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { vias } from '../../../shared/domain/actor.ts'
import { roles } from '../../../shared/domain/permission.ts'

const Held = z.object({ issuer: z.string(), subject: z.string() })
const Known = z.object({
  /** Whose sign-in it was by what this console holds; null for a key of which nobody said whose it is. */
  held: Held.nullable(),
  /** As the server's ledger knows them. */
  id: z.string(),
  identity: z.object({
    issuer: z.string(),
    subject: z.string(),
    email: z.string().nullable(),
    name: z.string(),
    via: z.enum(vias),
    verified: z.boolean(),
  }),
  roles: z.array(z.enum(roles)),
})
const File = z.record(z.string(), Known)
export type KnownPerson = z.infer<typeof Known>

/** As much of a server's answer about who somebody is as can be used here; a newer one may know more roles. */
const Session = z.object({ actor: Known.shape.identity.extend({ id: z.string() }), roles: z.array(z.string()) })
type Held = z.infer<typeof Held> | null

export type ServerPeople = ReturnType<typeof openServerPeople>

/**
 * Who this console's person is at each team server, as the server said last: kept, so that it is known while the server
 * is down. Nothing in it is secret, and none of it lets anybody in anywhere.
 */
export function openServerPeople(dataDir: string) {
  const file = join(dataDir, 'server-people.json')
  let known = read(file)
  return {
    /** Undefined where the server has not spoken of whoever is signed in there now. */
    at(server: string, held: Held): KnownPerson | undefined {
      const person = known[server]
      const isSame = person?.held?.issuer === held?.issuer && person?.held?.subject === held?.subject
      return isSame ? person : undefined
    },
    hear(server: string, held: Held, session: unknown): void {
      const said = Session.safeParse(session).data
      if (said === undefined) return
      const { id, ...identity } = said.actor
      const whose = held && { issuer: held.issuer, subject: held.subject }
      const person = { held: whose, id, identity, roles: roles.filter((role) => said.roles.includes(role)) }
      if (JSON.stringify(known[server]) === JSON.stringify(person)) return
      known = { ...read(file), [server]: person }
      const draft = `${file}.${process.pid}.new`
      writeFileSync(draft, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600, flush: true })
      renameSync(draft, file)
    },
  }
}

/** A file that cannot be understood is as good as none: the server says it again. */
function read(file: string): z.infer<typeof File> {
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
