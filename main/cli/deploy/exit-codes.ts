import type { Outcome } from '../../../shared/domain/gate.ts'

/** How the commands end, for scripts that read it: the README has the same list. */
export const exitCodes = {
  /** It is out, and well. */
  success: 0,
  /** Something went wrong here. */
  fault: 1,
  /** The command was not right, or there is no terminal to type the phrase at. */
  usage: 2,
  /** The gate said no: frozen, locked, quarantined, not permitted, nobody known. Nothing was pushed. */
  refused: 3,
  /** What was typed is not the phrase, or nothing was typed. Nothing was pushed. */
  notConfirmed: 4,
  /** The smoke gate failed. Nothing was pushed. */
  blocked: 5,
  /** The host did not take it. */
  deployFailed: 6,
  /** It is out, and its health is not well: roll back. */
  unhealthy: 7,
  /** What became of it is not known: look at the surface. */
  unknown: 8,
  /** Somebody broke it off. */
  cancelled: 9,
} as const

export const exitCodeOf: Record<Outcome, number> = {
  success: exitCodes.success,
  health_check_failed: exitCodes.unhealthy,
  deploy_failed: exitCodes.deployFailed,
  rejected: exitCodes.refused,
  blocked: exitCodes.blocked,
  cancelled: exitCodes.cancelled,
  unknown: exitCodes.unknown,
}
