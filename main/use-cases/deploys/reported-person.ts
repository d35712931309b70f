import type { Who } from '../../../shared/domain/action.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { knowActor } from '../../store/actors.ts'
import type { Act } from '../transition.ts'

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** Somebody as whoever reports them calls them. That they say so is all that is known: nobody here has verified it. */
const reportedPerson = (name: string, run_url: string | null): Identity => ({
  issuer: run_url === null ? 'https://github.com' : new URL(run_url).origin,
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
