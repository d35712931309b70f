import type { Refusal } from '../../../shared/domain/result.ts'
import type { Caller } from '../caller.ts'

/** A login name of a machine is nobody whom an audit could name. Whoever goes back, in need, is not asked. */
export function whyNotKnown({ actor }: Pick<Caller, 'actor'>): Refusal | undefined {
  if (actor.via !== 'local' || actor.email !== null) return undefined
  return {
    code: 'operator_unknown',
    detail: `Who deploys has to be known, and “${actor.name}” is only a name at this machine. Sign in, or set COUNTERSIGN_OPERATOR_EMAIL to your e-mail address and start the console anew.`,
  }
}
