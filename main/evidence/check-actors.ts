import { z } from 'zod'
import { vias } from '../../shared/domain/actor.ts'
import { isCanonical, type Json } from '../../shared/domain/entry.ts'
import { evidenceFiles, RevealedActor } from '../../shared/domain/evidence/format.ts'
import { actorDigest } from '../ledger/actor-digest.ts'
import { Flaw } from './flaw.ts'
import { parsedAs } from './parsed-as.ts'

export type KnownActors = { idOf: ReadonlyMap<string, string>; erased: number }

const name = evidenceFiles.actors
const Via = z.enum(vias)

/** Every digest opens with its salt to the person beside it; of whoever was erased, there is only the digest. */
export function readActors(text: string): KnownActors {
  const actors = parsedAs(z.array(RevealedActor), name, text)
  if (!isListOf(text, actors)) throw new Flaw(name, null, 'it is not in canonical form')
  const idOf = new Map<string, string>()
  let erased = 0
  let last = ''
  for (const actor of actors) {
    if (actor.digest <= last) throw new Flaw(name, actorAt(actor.digest), 'it stands out of order, or twice')
    last = actor.digest
    const why = actor.erased ? tombstoneFault(actor) : openingFault(actor)
    if (why !== undefined) throw new Flaw(name, actorAt(actor.digest), why)
    if (actor.erased) erased += 1
    idOf.set(actor.digest, actor.id)
  }
  return { idOf, erased }
}

/** As a file of rows is written: one a line, each in its canonical form. */
function isListOf(text: string, actors: readonly Json[]): boolean {
  const [first, ...lines] = text.split('\n')
  const end = lines.splice(actors.length).join('\n')
  const isLine = (line: string, i: number) =>
    i === actors.length - 1
      ? isCanonical(line, actors[i] ?? null)
      : line.endsWith(',') && isCanonical(line.slice(0, -1), actors[i] ?? null)
  return first === '[' && end === ']\n' && lines.length === actors.length && lines.every(isLine)
}

export const actorAt = (digest: string): string => `actor ${digest.slice(0, 16)}…`

function openingFault({ digest, erased, salt, ...identity }: z.infer<typeof RevealedActor>): string | undefined {
  const { id, issuer, subject, email, name: called, verified } = identity
  const via = Via.safeParse(identity.via)
  if (issuer === null || subject === null || called === null || verified === null || salt === null || !via.success)
    return 'something of it is missing, so its digest cannot be opened'
  const actor = { id, issuer, subject, email, name: called, via: via.data, verified }
  return actorDigest(actor, salt) === digest && isSalt(salt)
    ? undefined
    : 'its digest does not open to this person with this salt'
}

function tombstoneFault({ id, digest, erased, ...rest }: z.infer<typeof RevealedActor>): string | undefined {
  return Object.values(rest).every((value) => value === null)
    ? undefined
    : 'it was erased, and yet something is said of it'
}

const isSalt = (salt: string): boolean => Buffer.from(salt, 'base64').toString('base64') === salt
