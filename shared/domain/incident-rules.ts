import type { Who } from './action.ts'
import { type Incident, type IncidentEvent, type Link, sameLink } from './incident.ts'
import type { Permission } from './permission.ts'
import { ok, type Refusal, type Result } from './result.ts'

export const incidentCommandNames = ['assign', 'link', 'note', 'resolve'] as const
export type IncidentCommandName = (typeof incidentCommandNames)[number]

/** What a person can ask for. */
export type IncidentCommand =
  | { name: 'assign'; owner: Who | null }
  | { name: 'link'; link: Link }
  | { name: 'note'; note: string }
  | { name: 'resolve'; note?: string | undefined }

type Asker = { who: Who; permissions: ReadonlySet<Permission>; now: string }
type Guard = (incident: Incident, permissions: ReadonlySet<Permission>) => Refusal | undefined

const incidentPermission = 'actions.propose' satisfies Permission

const permitted: Guard = (_, permissions) =>
  permissions.has(incidentPermission)
    ? undefined
    : {
        code: 'permission_denied',
        detail: `This needs the permission ${incidentPermission}, which your roles do not carry.`,
        fields: { permission: incidentPermission },
      }

/** Says what has happened instead, so that of two people who act at once the second knows. */
const open: Guard = ({ resolved }) =>
  resolved
    ? {
        code: 'invalid_transition',
        detail: `It was resolved at ${resolved.at}, and stays as it was then. Notes can still be added.`,
        fields: { status: 'resolved', by: resolved.by.id, at: resolved.at },
      }
    : undefined

/** More than one incident is ever about; it bounds what its timeline is gathered from. */
const mostLinks = 500
const roomForLinks: Guard = ({ links }) =>
  links.length < mostLinks
    ? undefined
    : {
        code: 'invalid_transition',
        detail: `It is linked to ${mostLinks} things already, which is as many as an incident holds.`,
        fields: { status: 'open' },
      }

/** For each command the rules in the order in which they are asked; the same for the button and for the deed. */
const guards: Record<IncidentCommandName, readonly Guard[]> = {
  assign: [permitted, open],
  link: [permitted, open, roomForLinks],
  note: [permitted],
  resolve: [permitted, open],
}

function firstRefusal(name: IncidentCommandName, incident: Incident, permissions: ReadonlySet<Permission>) {
  for (const guard of guards[name]) {
    const refusal = guard(incident, permissions)
    if (refusal) return refusal
  }
  return undefined
}

/** For every command: can it be given now, by somebody with these permissions, and if not, why not. */
export const allowedOnIncident = (incident: Incident, permissions: ReadonlySet<Permission>) =>
  incidentCommandNames.map((name) => {
    const refusal = firstRefusal(name, incident, permissions)
    return refusal ? { name, enabled: false, reason: refusal.detail } : { name, enabled: true }
  })

/** What a command leads to, or why it does not. Nothing, where it is already as the command wants it. */
export function decideOnIncident(
  incident: Incident,
  command: IncidentCommand,
  { who, permissions, now }: Asker,
): Result<IncidentEvent | undefined> {
  const refusal = firstRefusal(command.name, incident, permissions)
  if (refusal) return { ok: false, refusal }
  switch (command.name) {
    case 'assign':
      return ok(incident.owner?.id === command.owner?.id ? undefined : { kind: 'assigned', owner: command.owner })
    case 'link': {
      const known = incident.links.some((link) => sameLink(link, command.link))
      return ok(known ? undefined : { kind: 'linked', link: command.link })
    }
    case 'note':
      return ok({ kind: 'noted', note: command.note })
    case 'resolve':
      return ok({ kind: 'resolved', by: who, at: now, note: command.note?.trim() ? command.note : null })
    default:
      return command satisfies never
  }
}

/** Why an event cannot have happened to an incident, for whoever reads a history and did not see it being made. */
export function impossibleForIncident(incident: Incident, event: IncidentEvent): string | undefined {
  if (event.kind !== 'noted' && incident.resolved) return `it was ${event.kind} after it was resolved`
  if (event.kind === 'linked' && incident.links.some((link) => sameLink(link, event.link)))
    return 'it was linked to the same thing twice'
  return undefined
}
