import { z } from '@hono/zod-openapi'
import { statuses } from '../domain/action.ts'
import { actionTypes } from '../domain/action-policy.ts'
import { incidentStatuses, linkKinds, longestTitle, severities } from '../domain/incident.ts'
import { incidentCommandNames } from '../domain/incident-rules.ts'
import { line, prose, reason, several } from './actions.ts'
import { ActorView, Entry } from './audit.ts'
import { body, count, json, operation, orNull, time } from './route.ts'

/** What the caller who asked may do now; where they may not, why. */
const Offer = z.object({ name: z.enum(incidentCommandNames), enabled: z.boolean(), reason: z.string().optional() })

export const Incident = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.enum(severities),
    status: z.enum(incidentStatuses),
    owner: orNull(ActorView),
    opened_at: time,
    opened_by: ActorView,
    resolved_at: time.nullable(),
    resolved_by: orNull(ActorView),
    resolution: z.string().nullable(),
    /** How many things are linked to it. */
    linked: z.int(),
    /** The ledger entry that changed it last; a note changes nothing of it. */
    last_seq: z.int(),
    commands: z.array(Offer),
  })
  .openapi('Incident')

const Link = z
  .object({
    kind: z.enum(linkKinds),
    ref: z.string(),
    /** The entry that made the link. */
    seq: z.int(),
    /** For an action, what it is and where it stands. */
    action: z
      .object({ type: z.enum(actionTypes), tier: z.int(), target_ref: z.string(), status: z.enum(statuses) })
      .nullable(),
  })
  .openapi('IncidentLink')

export const IncidentDetail = Incident.extend({
  links: z.array(Link),
  /** The ledger's entries about it and about what is linked to it, oldest first. */
  timeline: z.array(Entry),
  /** There was more: the oldest entries are left out here, or were pruned. */
  timeline_cut: z.boolean(),
  /** By digest: those who acted, and those that it was assigned to. */
  actors: z.record(z.string(), ActorView),
}).openapi('IncidentDetail')

export const IncidentPage = z
  .object({
    items: z.array(Incident),
    next_cursor: z.string().nullable(),
    /** How many match in each status, whatever status was asked for. */
    by_status: z.object({ open: z.int(), resolved: z.int() }),
  })
  .openapi('IncidentPage')

export const IncidentQuery = z.object({
  status: several(z.enum(incidentStatuses)),
  severity: several(z.enum(severities)),
  owner: line(100).optional().openapi({ description: 'The id of an actor, or `none`' }),
  q: z.string().max(200).optional().openapi({ description: 'Words, or beginnings of words, that must all be there' }),
  limit: count(500).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
  cursor: z.string().max(200).optional(),
})

export const NewIncident = z
  .object({
    title: line(longestTitle),
    severity: z.enum(severities),
    action_id: line(100).optional().openapi({ description: 'An action to link from the start' }),
  })
  .openapi('NewIncident')

const id = z.object({ id: z.string() })
const base = '/api/v1/incidents'

export const listIncidents = operation('read', {
  method: 'get',
  path: base,
  summary: 'Incidents, newest first',
  request: { query: IncidentQuery },
  responses: { 200: json(IncidentPage, 'A page of incidents') },
})

export const getIncident = operation('read', {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'An incident with its timeline',
  request: { params: id },
  responses: { 200: json(IncidentDetail, 'The incident') },
})

export const openIncident = operation('actions.propose', {
  method: 'post',
  path: base,
  summary: 'Open an incident',
  request: { body: body(NewIncident) },
  responses: { 201: json(IncidentDetail, 'The incident') },
})

export const assignIncident = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/assign`,
  summary: 'Say who owns it, or that nobody does',
  description: 'Assigning it to whoever owns it already changes nothing and is no entry.',
  request: { params: id, body: body(z.object({ owner: line(100).nullable() })) },
  responses: { 200: json(IncidentDetail, 'The incident') },
})

export const linkIncident = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/link`,
  summary: 'Link something to it; what the ledger says of that is in the timeline from then on',
  description: 'Linking the same thing again changes nothing and is no entry. An action must be one of the workspace.',
  request: { params: id, body: body(z.object({ kind: z.enum(linkKinds), ref: line(200) })) },
  responses: { 200: json(IncidentDetail, 'The incident') },
})

export const noteIncident = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/note`,
  summary: 'Write into the timeline; also when it is resolved',
  request: { params: id, body: body(z.object({ note: reason })) },
  responses: { 200: json(IncidentDetail, 'The incident') },
})

export const resolveIncident = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/resolve`,
  summary: 'Say that it is over, for good',
  request: { params: id, body: { ...body(z.object({ note: prose().optional() })), required: false } },
  responses: { 200: json(IncidentDetail, 'The incident') },
})
