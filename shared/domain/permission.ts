/** Who may do what: policy, in one place. A role is a set of permissions and nothing else. */
export const roles = [
  'viewer',
  'operator',
  'approver',
  'release_manager',
  'incident_commander',
  'auditor',
  'runner',
  'admin',
] as const
export type Role = (typeof roles)[number]

/** A row per permission, the roles that carry it. `admin` carries them all. */
const grants = {
  read: ['viewer', 'operator', 'approver', 'release_manager', 'incident_commander', 'auditor', 'runner'],
  'actions.propose': ['operator', 'approver', 'release_manager', 'incident_commander'],
  'chat.use': ['operator', 'approver', 'release_manager', 'incident_commander'],
  'actions.approve': ['approver', 'incident_commander'],
  'actions.reject': ['approver', 'incident_commander'],
  'actions.execute': ['incident_commander', 'runner'],
  'actions.break_glass': ['incident_commander'],
  'agents.pause': ['incident_commander'],
  'workspace.hold': ['incident_commander'],
  'drills.acknowledge': ['release_manager', 'incident_commander'],
  'drills.escalate': ['release_manager', 'incident_commander'],
  'drills.resolve': ['release_manager', 'incident_commander'],
  'drills.run': ['release_manager', 'incident_commander'],
  'deploys.run': ['release_manager', 'incident_commander'],
  'deploys.record': ['release_manager', 'incident_commander', 'runner'],
  'deploys.rollback': ['release_manager', 'incident_commander'],
  'deploys.approve': ['release_manager', 'incident_commander'],
  'deploys.lift_quarantine': ['release_manager', 'incident_commander'],
  'deploys.override_freeze': ['incident_commander'],
  'audit.export': ['release_manager', 'incident_commander', 'auditor'],
  'audit.verify': ['release_manager', 'incident_commander', 'auditor'],
  'telemetry.write': ['runner'],
  'settings.manage': [],
  'keys.manage': [],
  'actors.erase': [],
  'actors.act_for': [],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof grants
export const permissions = Object.keys(grants) as Permission[]

export function permissionsOf(held: readonly Role[]): ReadonlySet<Permission> {
  const carried = (permission: Permission) => {
    const granted: readonly Role[] = grants[permission]
    return held.some((role) => role === 'admin' || granted.includes(role))
  }
  return new Set(permissions.filter(carried))
}
