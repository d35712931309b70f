import { whyNotUnverified } from '../../../shared/domain/drill-guards.ts'
import type { Refusal } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { readDrillPolicy } from '../../store/drill-policy.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'

/** Why this caller cannot answer any drill notification here, whatever their roles carry. */
export async function whyKeptOff(
  { drillPolicy }: Pick<Services, 'drillPolicy'>,
  db: ReadDb,
  { actor, workspace }: Pick<Caller, 'actor' | 'workspace'>,
): Promise<Refusal | undefined> {
  if (actor.verified) return undefined
  const required = drillPolicy.requireVerified || (await readDrillPolicy(db, workspace))?.require_verified === true
  return whyNotUnverified(actor.verified, required)
}
