/** What a type of action may do to the fleet, and what that asks of people. Policy: this file and nothing else. */
export const tiers = [1, 2, 3] as const
export type Tier = (typeof tiers)[number]

/** Tier 1 may run by itself, tier 2 under supervision, tier 3 only when enabled by name: typed, and by two others. */
export const tierOf = {
  alert: 1,
  tag_trace: 1,
  create_incident: 1,
  throttle: 2,
  switch_model: 2,
  disable_flag: 2,
  kill_run: 3,
  rollback_deploy: 3,
  scale_down: 3,
} as const satisfies Record<string, Tier>

export type ActionType = keyof typeof tierOf
export const actionTypes = Object.keys(tierOf) as [ActionType, ...ActionType[]]

/** What runs by itself when its mode is autonomous. */
export type AutonomousType = { [T in ActionType]: (typeof tierOf)[T] extends 1 ? T : never }[ActionType]

export const modes = ['dry_run', 'supervised', 'autonomous'] as const
export type Mode = (typeof modes)[number]

export type PerTier<T> = Readonly<Record<Tier, T>>

export type ActionPolicy = {
  /** How many people approve. Above one, they are different people. */
  approvals: PerTier<number>
  /** May the proposer be one of them? */
  selfApproval: PerTier<boolean>
  /** Is the target typed, and a reason given, with each approval? */
  typed: PerTier<boolean>
  /** How long a proposal may be approved, unless it says otherwise itself. */
  ttlSeconds: PerTier<number>
  /** For how long a runner has an action to itself, unless it says otherwise. */
  leaseSeconds: number
}

export const actionPolicy: ActionPolicy = {
  approvals: { 1: 1, 2: 1, 3: 2 },
  selfApproval: { 1: true, 2: true, 3: false },
  typed: { 1: false, 2: false, 3: true },
  ttlSeconds: { 1: 60 * 60, 2: 30 * 60, 3: 15 * 60 },
  leaseSeconds: 5 * 60,
}

/** Bounds of what a request may ask for. */
export const ttlBounds = { min: 30, max: 24 * 60 * 60 } as const
export const leaseBounds = { min: 5, max: 60 * 60 } as const

/** Where there is one person there is no second: switched on by name, shown on every tier 3 row, and in the record. */
export const singleOperator = ({ approvals, selfApproval, ...rest }: ActionPolicy): ActionPolicy => ({
  ...rest,
  approvals: { ...approvals, 3: 1 },
  selfApproval: { ...selfApproval, 3: true },
})

const confirmationLength = 8

/** What has to be typed: the beginning of the target, or the whole of a short one. */
export const confirmationFor = (target: string): string => Array.from(target).slice(0, confirmationLength).join('')
