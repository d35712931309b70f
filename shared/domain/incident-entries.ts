import { z } from 'zod'
import type { Entry, Json } from './entry.ts'
import { type Incident, type IncidentEvent, linkKinds, openingOf, severities } from './incident.ts'

/** How what happens to an incident is written into the ledger, and read from it again. */
type Written = { action: string; subject: string; data: Json }

export const openedName = 'incident.record.opened'
export const incidentSubject = (id: string): string => `incident:${id}`
const idOf = (subject: string): string => subject.slice('incident:'.length)

/** Who opened it and when are the entry's own. */
export const writeOpening = (
  id: string,
  data: { title: string; severity: string; action_id: string | null },
): Written => ({
  action: openedName,
  subject: incidentSubject(id),
  data,
})

const nameOf = {
  assigned: 'incident.record.assigned',
  linked: 'incident.record.linked',
  noted: 'incident.record.noted',
  resolved: 'incident.record.resolved',
} as const satisfies Record<IncidentEvent['kind'], string>

export const writeIncidentEvent = (id: string, event: IncidentEvent): Written => ({
  action: nameOf[event.kind],
  subject: incidentSubject(id),
  data: dataOf(event),
})

function dataOf(event: IncidentEvent): Json {
  switch (event.kind) {
    case 'assigned':
      return { owner: event.owner }
    case 'linked':
      return { kind: event.link.kind, ref: event.link.ref }
    case 'noted':
    case 'resolved':
      return { note: event.note }
    default:
      return event satisfies never
  }
}

const Opened = z.object({
  title: z.string(),
  severity: z.enum(severities),
  action_id: z.string().nullable(),
})
const Assigned = z.object({ owner: z.object({ id: z.string(), digest: z.string() }).nullable() })
const Linked = z.object({ kind: z.enum(linkKinds), ref: z.string() })
const Noted = z.object({ note: z.string() })
const Resolved = z.object({ note: z.string().nullable() })

/** Nothing, where an entry is not of the form that this program writes. */
export function readOpening({ seq, workspace, action, subject, at, ...entry }: Entry): Incident | undefined {
  const opened = action === openedName ? Opened.safeParse(entry.data).data : undefined
  const opened_by = { id: entry.actor_id, digest: entry.actor_digest }
  return opened && openingOf({ id: idOf(subject), workspace, opened_by, opened_at: at, ...opened }, seq)
}

export function readIncidentEvent({ action, at, actor_id, actor_digest, data }: Entry): IncidentEvent | undefined {
  switch (action) {
    case nameOf.assigned: {
      const read = Assigned.safeParse(data).data
      return read && { kind: 'assigned', ...read }
    }
    case nameOf.linked: {
      const link = Linked.safeParse(data).data
      return link && { kind: 'linked', link }
    }
    case nameOf.noted: {
      const read = Noted.safeParse(data).data
      return read && { kind: 'noted', ...read }
    }
    case nameOf.resolved: {
      const read = Resolved.safeParse(data).data
      return read && { kind: 'resolved', by: { id: actor_id, digest: actor_digest }, at, ...read }
    }
    default:
      return undefined
  }
}
