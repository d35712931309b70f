import {
  type ActionPolicy,
  type ActionType,
  actionPolicy,
  type Mode,
  singleOperator,
  type Tier,
  tierOf,
} from '../../../../shared/domain/action-policy.ts'
import { permissionsOf, roles } from '../../../../shared/domain/permission.ts'

/** What of the workspace decides how a proposal is treated. */
export type Circumstances = {
  /** Undefined while the server has not said. */
  held: boolean | undefined
  singleOperator: boolean
}

export const runsAtOnce = (type: ActionType, mode: Mode): boolean => tierOf[type] === 1 && mode === 'autonomous'

/** What the tier of a type means for whoever proposes it. */
export const tierRules: Record<Tier, string> = {
  1: 'Autonomous-safe: in autonomous mode it runs at once, without an approval.',
  2: 'Supervised only: it is never carried out without an approval, in autonomous mode neither.',
  3: 'Explicit only: it cannot be undone, so people approve it by typing, whatever its mode.',
}

/** Who has to say yes, and how. */
export function approvalRule(type: ActionType, mode: Mode, { held, singleOperator: alone }: Circumstances): string {
  const tier = tierOf[type]
  if (runsAtOnce(type, mode)) {
    if (held === undefined)
      return 'Nobody approves it: it runs as soon as you propose it, unless the workspace is held.'
    return held
      ? 'Nobody approves it. The workspace is held now: it waits, and runs once the hold is lifted within its time.'
      : 'Nobody approves it: it runs as soon as you propose it, and its outcome is in the row.'
  }
  const policy = alone ? singleOperator(actionPolicy) : actionPolicy
  const typing = policy.typed[tier] ? ' Each types the beginning of the target and gives a reason.' : ''
  return `${whoApproves(policy, tier)}${typing}`
}

function whoApproves({ approvals, selfApproval }: ActionPolicy, tier: Tier): string {
  const self = selfApproval[tier]
  if (approvals[tier] === 1)
    return self ? 'One approval; it may be your own, if your roles carry it.' : 'One other person approves it.'
  return `${approvals[tier]} different people approve it${self ? '' : ', and you are neither of them'}.`
}

/** The roles that may approve, by the one table of permissions. */
export const approverRoles: readonly string[] = roles
  .filter((role) => permissionsOf([role]).has('actions.approve'))
  .map((role) => role.replaceAll('_', ' '))

export function modeRule(type: ActionType, mode: Mode, { held }: Circumstances): string {
  switch (mode) {
    case 'dry_run':
      return 'Shows in the queue and can be decided; never executes.'
    case 'supervised':
      return 'Executed after approval, if it came in time.'
    case 'autonomous':
      if (tierOf[type] !== 1) return `The same as supervised: tier ${tierOf[type]} always takes approval.`
      return held ? 'Would run at once; waits while the workspace is held.' : 'Runs at once, when you press the button.'
    default:
      return mode satisfies never
  }
}

/** "15 minutes": the default of the tier, unless this server was set up otherwise. */
export const defaultTtl = (type: ActionType): string => `${actionPolicy.ttlSeconds[tierOf[type]] / 60} minutes`
