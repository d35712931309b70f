import { createHash } from 'node:crypto'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { findPlanAmong } from '../../store/drill-plans.ts'
import type { Tx } from '../../store/store.ts'
import type { Caller } from '../caller.ts'
import { keptForMs, type Once, usedForSomethingElse } from '../kept-answer.ts'
import { planIdOf } from './record-plan.ts'

/**
 * The plan that a request under an Idempotency-Key leads to: its id follows from who asks, under which key, and what.
 * An answer can be kept only when everything is sent; by its id the plan is found as soon as it is there, so the same
 * request at the same time, or after a crash, makes no second one. A key is forgotten after a day, as everywhere: then
 * it leads to a plan of its next generation.
 */
export async function plannedUnder(
  { db, workspace, now }: Pick<Tx, 'db' | 'workspace' | 'now'>,
  { client }: Pick<Caller, 'client'>,
  { key, request }: Once,
): Promise<Result<{ plan_id: string; exists: boolean }>> {
  const since = new Date(Date.parse(now) - keptForMs).toISOString()
  for (let generation = 0; ; generation += 1) {
    const head = headOf(JSON.stringify([client, key, generation]))
    const plan_id = planIdOf(`${head}-${hex(request).slice(0, 12)}`)
    const known = await findPlanAmong(db, workspace, planIdOf(`${head}-`))
    if (known === undefined) return ok({ plan_id, exists: false })
    if (known.generated_at <= since) continue
    return known.plan_id === plan_id ? ok({ plan_id, exists: true }) : usedForSomethingElse
  }
}

/** The form of a UUID whose bits its maker chose (RFC 9562, version 8). */
function headOf(asked: string): string {
  const digits = hex(asked)
  return [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(12, 15)}`, `a${digits.slice(15, 18)}`].join('-')
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
