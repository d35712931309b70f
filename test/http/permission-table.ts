/** The table of the API's description, word for word but for the permissions, each of which has a row of its own here. */
const table = `
| permission | viewer | operator | approver | release_manager | incident_commander | auditor | runner | admin |
| read | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ | ✔ |
| actions.propose | | ✔ | ✔ | ✔ | ✔ | | | ✔ |
| chat.use | | ✔ | ✔ | ✔ | ✔ | | | ✔ |
| actions.approve | | | ✔ | | ✔ | | | ✔ |
| actions.reject | | | ✔ | | ✔ | | | ✔ |
| actions.execute | | | | | ✔ | | ✔ | ✔ |
| actions.break_glass | | | | | ✔ | | | ✔ |
| agents.pause | | | | | ✔ | | | ✔ |
| workspace.hold | | | | | ✔ | | | ✔ |
| drills.acknowledge | | | | ✔ | ✔ | | | ✔ |
| drills.escalate | | | | ✔ | ✔ | | | ✔ |
| drills.resolve | | | | ✔ | ✔ | | | ✔ |
| drills.run | | | | ✔ | ✔ | | | ✔ |
| deploys.run | | | | ✔ | ✔ | | | ✔ |
| deploys.record | | | | ✔ | ✔ | | ✔ | ✔ |
| deploys.rollback | | | | ✔ | ✔ | | | ✔ |
| deploys.approve | | | | ✔ | ✔ | | | ✔ |
| deploys.lift_quarantine | | | | ✔ | ✔ | | | ✔ |
| deploys.override_freeze | | | | | ✔ | | | ✔ |
| audit.export | | | | ✔ | ✔ | ✔ | | ✔ |
| audit.verify | | | | ✔ | ✔ | ✔ | | ✔ |
| telemetry.write | | | | | | | ✔ | ✔ |
| settings.manage | | | | | | | | ✔ |
| keys.manage | | | | | | | | ✔ |
| actors.erase | | | | | | | | ✔ |
| actors.act_for | | | | | | | | ✔ |
`

const rows = table
  .trim()
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const [[, ...roleNames] = [], ...body] = rows

export const tableRoles: readonly string[] = roleNames
export const tablePermissions: readonly string[] = body.map(([name = '']) => name)

export const mayByTable = (role: string, permission: string): boolean => {
  const row = body.find(([name]) => name === permission)
  if (!row || !roleNames.includes(role)) throw new Error(`the table says nothing of ${role} and ${permission}`)
  return row[roleNames.indexOf(role) + 1] === '✔'
}
