import type { SignedIn } from '../../shared/domain/step-up.ts'
import type { Services } from '../services.ts'
import type { Caller } from './caller.ts'

/** What a grave step asks of this caller's sign-in. An issuer that does not say when it was is asked for it only where that is required. */
export function signInOf({ tokens }: Pick<Services, 'tokens'>, { mode, signedInAt }: Caller): SignedIn | null {
  if (mode !== 'oidc' || tokens === undefined) return null
  const { max_age_seconds, required } = tokens.config.step_up
  if (max_age_seconds === null || (signedInAt === undefined && !required)) return null
  return { at: signedInAt ?? null, maxAgeSeconds: max_age_seconds }
}
