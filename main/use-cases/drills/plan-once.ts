import { createHash } from 'node:crypto'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { findPlanAmong } from '../../store/drill-plans.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'
import type { Once } from '../kept-answer.ts'
import { planIdOf } from './record-plan.ts'

/**
 * The plan that a request under an Idempotency-Key leads to: its id follows from who asks, under which key, and what.
 * An answer can be kept only when everything is sent; by its id the plan is found as soon as it is there, so the same
 * request at the same time, or after a crash, makes no second one.
 */
export async function plannedUnder(
  db: ReadDb,
  { workspace, client }: Caller,
  { key, request }: Once,
): Promise<Result<{ plan_id: string; exists: boolean }>> {
  const asked = hex(JSON.stringify([client, key]))
  // The form of a UUID whose bits its maker chose (RFC 9562, version 8).
  const head = [asked.slice(0, 8), asked.slice(8, 12), `8${asked.slice(12, 15)}`, `a${asked.slice(15, 18)}`].join('-')
  const plan_id = planIdOf(`${head}-${hex(request).slice(0, 12)}`)
  const known = await findPlanAmong(db, workspace, planIdOf(`${head}-`))
  if (known === undefined || known === plan_id) return ok({ plan_id, exists: known !== undefined })
  return refuse('idempotency_mismatch', 'This Idempotency-Key came with another request before. Use a new one.')
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
