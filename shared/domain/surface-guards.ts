import type { DeployKind, DeployPath, Outcome, Pass } from './gate.ts'
import type { Permission } from './permission.ts'
import { ok, type Refusal, type Result } from './result.ts'
import { isFrozen, quarantineOf, type Standing } from './surface-standing.ts'

/** What a decision about a surface looks at: gathered first, so that the same guard serves the button and the request. */
export type GateCircumstances = {
  now: string
  permissions: ReadonlySet<Permission>
  /** A person, and not a key that some pipeline holds: only people may pass a freeze or a lock. */
  isNamed: boolean
  /** Which ways lead there from here. */
  paths: Readonly<Record<DeployPath, boolean>>
  standing: Standing
  inFlight: readonly { deploy_id: string; kind: DeployKind; to_release?: string | null }[]
  /** The last one that came to an end and changed something, and whether what it brought runs since, as far as is known. */
  last: { kind: DeployKind; outcome: Outcome; to_release: string | null; came_out: boolean } | null
}

export const surfaceCommands = [
  'deploy_local',
  'deploy_ci',
  'rollback',
  'pass',
  'freeze',
  'unfreeze',
  'lock',
  'unlock',
  'lift_quarantine',
  'clear_alert',
] as const
export type SurfaceCommand = (typeof surfaceCommands)[number]
export type SurfaceOffer = { name: SurfaceCommand; enabled: boolean; reason?: string }

type WantedDeploy = { path: DeployPath; to_sha?: string | null | undefined; pass?: string | undefined }

/** What has to be passed for a deploy to go on now, with the reason that was given. */
const barriers = ({ standing, now }: GateCircumstances): Pass['of'][] => [
  ...(standing.lock ? (['lock'] as const) : []),
  ...(isFrozen(standing.freezes, now) ? (['freeze'] as const) : []),
]

/** In the order in which refusals are told. Says also what is passed, and why, where somebody may and does. */
export function mayDeploy(at: GateCircumstances, { path, to_sha, pass }: WantedDeploy): Result<Pass[]> {
  const refusal = whyNotDeploy(at, { path, to_sha, pass })
  if (refusal) return { ok: false, refusal }
  const reason = pass?.trim() ?? ''
  return ok(barriers(at).map((of) => ({ of, reason })))
}

function whyNotDeploy(at: GateCircumstances, { path, to_sha, pass }: WantedDeploy): Refusal | undefined {
  const { standing, now, inFlight, paths } = at
  const lacks = denied(at, 'deploys.run')
  if (lacks) return lacks
  if (!paths[path])
    return { code: 'path_not_offered', detail: `This surface has no ${path === 'ci' ? 'CI' : 'local'} path here.` }
  const [running] = inFlight
  if (running)
    return {
      code: 'deploy_in_flight',
      detail: `A ${running.kind} of this surface is under way. Wait for its end, or roll back.`,
      fields: { deploy_id: running.deploy_id },
    }
  const quarantine = to_sha === undefined ? undefined : quarantineOf(standing, to_sha)
  if (quarantine)
    return {
      code: 'quarantined',
      detail: `${quarantine.sha.slice(0, 7)} was rolled back, and is in quarantine until somebody lifts that by name.`,
      fields: { sha: quarantine.sha },
    }
  const freeze = isFrozen(standing.freezes, now)
  const mayPass = whyNotPass(at)
  const passes = mayPass === undefined && (pass?.trim() ?? '') !== ''
  if (standing.lock && !passes)
    return { code: 'locked', detail: `Deploys are locked: ${standing.lock.reason}. ${howToPass(mayPass, pass)}` }
  if (freeze && !passes)
    return {
      code: 'frozen',
      detail: `Frozen until ${freeze.until}: ${freeze.reason}. ${howToPass(mayPass, pass)}`,
      fields: { until: freeze.until },
    }
  return undefined
}

function whyNotPass({ permissions, isNamed }: GateCircumstances): string | undefined {
  if (!isNamed) return 'A key of a pipeline may not pass it; a person with the permission deploys.override_freeze may.'
  return permissions.has('deploys.override_freeze')
    ? undefined
    : 'Who has the permission deploys.override_freeze may pass it with a reason.'
}
const howToPass = (whyNot: string | undefined, pass: string | undefined): string =>
  whyNot ?? (pass === undefined ? 'You may pass it with a reason.' : 'To pass it, give a reason.')

/**
 * Unrestricted: no freeze, lock, review or open deploy stands in its way. `runs`: the release that its host itself says runs
 * there; null where it does not say.
 */
export function whyNotRollback(
  at: GateCircumstances,
  target: string | null,
  named: boolean,
  runs: string | null = null,
): Refusal | undefined {
  const lacks = denied(at, 'deploys.rollback')
  if (lacks) return lacks
  // Another release that is named takes the place of the one that it is going back to.
  const same = at.inFlight.find(({ kind, to_release }) => kind === 'rollback' && (!named || to_release === target))
  if (same)
    return {
      code: 'already_rolled_back',
      detail: 'A rollback of this surface is under way. To go elsewhere, name the release.',
      fields: { to_release: same.to_release ?? null },
    }
  const { last } = at
  // One that failed, was broken off or lost sight of may not have gone back at all.
  const isAgain = last?.kind === 'rollback' && last.came_out && at.inFlight.length === 0
  // What it went back to runs by a name of its own since. If something else runs, that name leads somewhere.
  const isThere = target !== null && target === runs && target === at.standing.running?.release
  if (isAgain && (!named || target === last.to_release || isThere))
    return {
      code: 'already_rolled_back',
      detail: 'It was rolled back already. To go back further, name the release.',
      fields: { to_release: last.to_release },
    }
  if (target === null) return { code: 'nothing_to_roll_back', detail: 'There is no release before this one.' }
  return undefined
}

function denied({ permissions }: GateCircumstances, permission: Permission): Refusal | undefined {
  if (permissions.has(permission)) return undefined
  return {
    code: 'permission_denied',
    detail: `This needs the permission ${permission}, which your roles do not carry.`,
    fields: { permission },
  }
}

/** Why a command to the surface itself is not possible, if so. */
export function whyNotStand(at: GateCircumstances, name: SurfaceCommand): Refusal | undefined {
  const { standing } = at
  switch (name) {
    case 'deploy_local':
      return whyNotDeploy(at, { path: 'local', pass: mayPassAtAll(at) })
    case 'deploy_ci':
      return whyNotDeploy(at, { path: 'ci', pass: mayPassAtAll(at) })
    case 'rollback':
      return denied(at, 'deploys.rollback')
    case 'pass': {
      const why = whyNotPass(at)
      return why === undefined ? undefined : { code: 'permission_denied', detail: why }
    }
    case 'freeze':
      return denied(at, 'deploys.run')
    case 'unfreeze':
      return denied(at, 'deploys.run') ?? impossible(standing.freezes.length === 0, 'There is no freeze window.')
    case 'lock':
      return denied(at, 'deploys.run') ?? impossible(standing.lock !== null, 'Deploys are locked already.')
    case 'unlock':
      return denied(at, 'deploys.run') ?? impossible(standing.lock === null, 'Deploys are not locked.')
    case 'lift_quarantine':
      return (
        denied(at, 'deploys.lift_quarantine') ??
        impossible(standing.quarantined.length === 0, 'No commit is in quarantine.')
      )
    case 'clear_alert':
      return denied(at, 'deploys.run') ?? impossible(standing.alert === null, 'There is no alert.')
    default:
      return name satisfies never
  }
}

/** The button wakes for whoever could pass: what they pass, the dialog asks a reason for. */
const mayPassAtAll = (at: GateCircumstances): string | undefined => (whyNotPass(at) === undefined ? 'may' : undefined)
const impossible = (is: boolean, detail: string): Refusal | undefined =>
  is ? { code: 'invalid_transition', detail } : undefined

export const offersAt = (at: GateCircumstances): SurfaceOffer[] =>
  surfaceCommands.map((name) => {
    const why = whyNotStand(at, name)
    return why === undefined ? { name, enabled: true } : { name, enabled: false, reason: why.detail }
  })
