import type { Who } from '../../../shared/domain/action.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { forgeIssuer } from '../../gate/forge/forge-person.ts'
import { knowActor } from '../../store/actors.ts'
import type { Act } from '../transition.ts'

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
/** Of whoever is named without a run: no forge says so. */
const elsewhere = 'reported:elsewhere'

/**
 * Somebody as whoever reports them calls them. That they say so is all that is known: nobody here has verified it, and it
 * makes them nobody who signs in, for no issuer is called so. Of a run it is whom its forge names.
 */
const reportedPerson = (name: string, run_url: string | null): Identity => ({
  issuer: run_url === null ? elsewhere : forgeIssuer(run_url),
  subject: name.toLowerCase(),
  email: isEmail(name) ? name : null,
  name,
  via: 'forge',
  verified: false,
})

/** An identity of its own, so that no name stands in the ledger as text; the caller, where they name themselves. */
export async function knowReported(
  { tx, caller, who }: Act,
  name: string | undefined,
  run_url: string | null,
): Promise<Who> {
  const { email, subject } = caller.actor
  if (name === undefined || name === email || name === subject) return who
  return knowActor(tx, reportedPerson(name, run_url))
}
