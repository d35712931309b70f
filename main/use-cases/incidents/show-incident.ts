import type { z } from '@hono/zod-openapi'
import type { IncidentDetail } from '../../../shared/contract/incidents.ts'
import type { Status } from '../../../shared/domain/action.ts'
import type { ActionType } from '../../../shared/domain/action-policy.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Incident } from '../../../shared/domain/incident.ts'
import { incidentSubject, openedName, readIncidentEvent } from '../../../shared/domain/incident-entries.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { readEntriesAbout } from '../../store/entries.ts'
import { readLinkedActions } from '../../store/incident-links.ts'
import type { IncidentRecord } from '../../store/incident-record.ts'
import { findIncident } from '../../store/incidents.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Caller } from '../caller.ts'
import type { Act } from '../transition.ts'
import { viewIncidents } from './view-incidents.ts'

export type IncidentDetailView = z.output<typeof IncidentDetail>

/** The same for what belongs to another workspace. */
export const noSuchIncident: Refusal = { code: 'not_found', detail: 'There is no such incident.' }

/** More than anybody reads at once; what is older is in the audit. */
const longestTimeline = 1000

export async function showIncident(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  id: string,
): Promise<Result<IncidentDetailView>> {
  const record = await findIncident(store.read, caller.workspace, id)
  return record ? ok(await detailOf(store.read, caller, record)) : { ok: false, refusal: noSuchIncident }
}

/** What has just come of an incident, inside the transaction in which it did. */
export const detailInside = ({ tx, caller }: Act, record: IncidentRecord): Promise<IncidentDetailView> =>
  detailOf(tx.db, caller, record, tx.unwritten())

/** An incident with its story: what the ledger says of it and of everything that is linked to it, in one order. */
async function detailOf(
  db: ReadDb,
  caller: Caller,
  record: IncidentRecord,
  unwritten: readonly Entry[] = [],
): Promise<IncidentDetailView> {
  const { workspace } = caller
  const { incident } = record
  const [view] = await viewIncidents(db, caller, [record])
  if (view === undefined) throw new Error('a record has no view')
  const own = incidentSubject(incident.id)
  const subjects = new Set([own, ...incident.links.map(({ kind, ref }) => `${kind}:${ref}`)])
  const written = await readEntriesAbout(db, workspace, [...subjects], longestTimeline + 1)
  const all = [...written, ...unwritten.filter(({ subject }) => subjects.has(subject))]
  const timeline = all.slice(-longestTimeline)
  const begins = timeline.some(({ action, subject }) => action === openedName && subject === own)
  return {
    ...view,
    links: await viewLinks(db, incident),
    timeline,
    timeline_cut: !begins || all.length > timeline.length,
    actors: await viewActors(db, workspace, timeline.flatMap(digestsIn)),
  }
}

function digestsIn(entry: Entry): string[] {
  const event = readIncidentEvent(entry)
  const owner = event?.kind === 'assigned' ? event.owner : null
  return owner ? [entry.actor_digest, owner.digest] : [entry.actor_digest]
}

async function viewLinks(db: ReadDb, { workspace, links }: Incident): Promise<IncidentDetailView['links']> {
  const ids = links.flatMap(({ kind, ref }) => (kind === 'action' ? [ref] : []))
  const actions = new Map((await readLinkedActions(db, workspace, ids)).map(({ id, ...action }) => [id, action]))
  return links.map(({ kind, ref, seq }) => {
    const action = kind === 'action' ? actions.get(ref) : undefined
    return {
      kind,
      ref,
      seq,
      action: action ? { ...action, type: action.type as ActionType, status: action.status as Status } : null,
    }
  })
}
