import type { Outcome } from '../../../shared/domain/gate.ts'

/** How the commands end, for scripts that read it. */
export const exitCodes = {
  success: 0,
  fault: 1,
  usage: 2,
  refused: 3,
  notConfirmed: 4,
  blocked: 5,
  deployFailed: 6,
  unhealthy: 7,
  unknown: 8,
  cancelled: 9,
  left: 130,
} as const

/** What each of them says: --help and the README have these words. */
export const exitCodeWords: Readonly<Record<keyof typeof exitCodes, string>> = {
  success: 'it is out, and well where its health is asked for',
  fault: 'something went wrong here',
  usage: 'the command was not right, there is no such surface, or no terminal to type at',
  refused: 'the gate said no (frozen, locked, quarantined, not permitted); nothing was pushed',
  notConfirmed: 'the phrase was not typed; nothing was pushed',
  blocked: 'the smoke gate failed; nothing was pushed',
  deployFailed: 'the host did not take it',
  unhealthy: 'it is out and not well: roll back',
  unknown: 'what became of it is not known, or could not be followed: look at the surface',
  cancelled: 'it was broken off',
  left: 'left to itself by a second Ctrl-C: what becomes of it, the surface shows',
}

const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]

export const exitCodeHelp = [
  '',
  'Exit codes:',
  ...names.map((name) => `  ${String(exitCodes[name]).padEnd(4)}${exitCodeWords[name]}`),
].join('\n')

export const exitCodeOf: Record<Outcome, number> = {
  success: exitCodes.success,
  health_check_failed: exitCodes.unhealthy,
  deploy_failed: exitCodes.deployFailed,
  rejected: exitCodes.refused,
  blocked: exitCodes.blocked,
  cancelled: exitCodes.cancelled,
  unknown: exitCodes.unknown,
}
