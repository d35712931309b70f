import type { Who } from './action.ts'

/** How bad it is: 1 is the whole fleet, 4 is what can wait for the morning. */
export const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const
export type Severity = (typeof severities)[number]

export const incidentStatuses = ['open', 'resolved'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** What an incident can be about. The ledger speaks of each as `kind:ref`. */
export const linkKinds = ['action', 'drill', 'deploy', 'trace'] as const
export type LinkKind = (typeof linkKinds)[number]
export type Link = { kind: LinkKind; ref: string }

/** Notes are entries of the ledger and nothing else: they change no state, so they are not in here. */
export type Incident = {
  id: string
  workspace: string
  title: string
  severity: Severity
  opened_by: Who
  opened_at: string
  owner: Who | null
  /** In the order in which they were made, each with its entry. */
  links: readonly (Link & { seq: number })[]
  resolved: { by: Who; at: string; note: string | null } | null
}

/** What happened to it. The ledger's entries are these, and the state is what they add up to. */
export type IncidentEvent =
  | { kind: 'assigned'; owner: Who | null }
  | { kind: 'linked'; link: Link }
  | { kind: 'noted'; note: string }
  | { kind: 'resolved'; by: Who; at: string; note: string | null }

type Opening = Pick<Incident, 'id' | 'workspace' | 'title' | 'severity' | 'opened_by' | 'opened_at'> & {
  /** The action that it was opened for, or by. */
  action_id: string | null
}

export const openingOf = ({ action_id, ...facts }: Opening, seq: number): Incident => ({
  ...facts,
  owner: null,
  links: action_id === null ? [] : [{ kind: 'action', ref: action_id, seq }],
  resolved: null,
})

export const statusOf = ({ resolved }: Incident): IncidentStatus => (resolved ? 'resolved' : 'open')

/** What follows from an event, which the entry `seq` holds. */
export function evolve(incident: Incident, event: IncidentEvent, seq: number): Incident {
  switch (event.kind) {
    case 'assigned':
      return { ...incident, owner: event.owner }
    case 'linked':
      return { ...incident, links: [...incident.links, { ...event.link, seq }] }
    case 'noted':
      return incident
    case 'resolved':
      return { ...incident, resolved: { by: event.by, at: event.at, note: event.note } }
    default:
      return event satisfies never
  }
}

export const sameLink = (one: Link, other: Link): boolean => one.kind === other.kind && one.ref === other.ref

export const longestTitle = 200

/** One line, and not a long one, out of whatever was written. */
export function titleOf(text: string): string {
  const line = text.toWellFormed().replace(/[\p{Cc}\s]+/gu, ' ')
  return Array.from(line.trim()).slice(0, longestTitle).join('') || 'Untitled incident'
}
