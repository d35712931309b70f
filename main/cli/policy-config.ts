import { z } from 'zod'
import {
  type ActionPolicy,
  actionPolicy,
  leaseBounds,
  type PerTier,
  ttlBounds,
} from '../../shared/domain/action-policy.ts'
import { evidenceBounds } from '../../shared/domain/evidence/format.ts'
import type { DrillPolicy, Limits } from '../services.ts'

const perTier = <S extends z.ZodType>(schema: S) =>
  z.strictObject({ 1: schema.optional(), 2: schema.optional(), 3: schema.optional() }).optional()

/** What a configuration file may say of the rules for actions; what it leaves out stays as the product has it. */
export const PolicyConfig = z.strictObject({
  approvals: perTier(z.int().min(1).max(5)),
  self_approval: perTier(z.boolean()),
  typed: perTier(z.boolean()),
  ttl_seconds: perTier(z.int().min(ttlBounds.min).max(ttlBounds.max)),
  lease_seconds: z.int().min(leaseBounds.min).max(leaseBounds.max).optional(),
  drills: z.strictObject({ require_verified: z.boolean() }).optional(),
})
export const LimitsConfig = z.strictObject({
  transitions_per_minute: z.int().min(1).max(1_000_000).optional(),
  evidence_bytes: z.int().min(1).max(evidenceBounds.totalBytes).optional(),
})

export function policyIn(config: z.infer<typeof PolicyConfig> | undefined): ActionPolicy {
  const { approvals, self_approval, typed, ttl_seconds, lease_seconds } = config ?? {}
  return {
    approvals: over(actionPolicy.approvals, approvals),
    selfApproval: over(actionPolicy.selfApproval, self_approval),
    typed: over(actionPolicy.typed, typed),
    ttlSeconds: over(actionPolicy.ttlSeconds, ttl_seconds),
    leaseSeconds: lease_seconds ?? actionPolicy.leaseSeconds,
  }
}

export const drillPolicyIn = (config: z.infer<typeof PolicyConfig> | undefined): DrillPolicy => ({
  requireVerified: config?.drills?.require_verified ?? false,
})

const over = <T>(
  base: PerTier<T>,
  given: { 1?: T | undefined; 2?: T | undefined; 3?: T | undefined } = {},
): PerTier<T> => ({
  1: given[1] ?? base[1],
  2: given[2] ?? base[2],
  3: given[3] ?? base[3],
})

export function limitsIn(config: z.infer<typeof LimitsConfig> | undefined): Partial<Limits> {
  const { transitions_per_minute: transitionsPerMinute, evidence_bytes: evidenceBytes } = config ?? {}
  return {
    ...(transitionsPerMinute === undefined ? {} : { transitionsPerMinute }),
    ...(evidenceBytes === undefined ? {} : { evidenceBytes }),
  }
}
