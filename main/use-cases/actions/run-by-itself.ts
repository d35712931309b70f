import { z } from 'zod'
import type { Proposal, Who } from '../../../shared/domain/action.ts'
import { subjectOf } from '../../../shared/domain/action-entries.ts'
import type { AutonomousType } from '../../../shared/domain/action-policy.ts'
import { perform } from '../../../shared/domain/action-rules.ts'
import type { Json } from '../../../shared/domain/entry.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { knowActor } from '../../store/actors.ts'
import type { Tx } from '../../store/store.ts'
import { insertTraceTag } from '../../store/trace-tags.ts'
import { openIncident } from '../incidents/open-incident.ts'
import { enqueueDeliveries } from '../webhooks/enqueue-deliveries.ts'
import { recordEvent } from './record-event.ts'

/**
 * Does what a tier 1 action asks for, in the transaction that says so: either it has happened and is on record, or
 * neither. What it did is the outcome. The caller has made sure that it may (`runsByItself`).
 */
export async function runByItself(tx: Tx, record: ActionRecord): Promise<ActionRecord> {
  const by = await knowActor(tx, systemIdentity)
  const outcome = await effectOf(tx, by, record.action.proposal)
  const event = perform(record.action, { name: 'run', outcome }, by, tx.now, false)
  if (event === undefined) throw new Error('what may not run by itself was asked to')
  return (await recordEvent(tx, by, record, event)).record
}

function effectOf(tx: Tx, by: Who, proposal: Proposal): Promise<Json> {
  const type = proposal.type as AutonomousType
  switch (type) {
    case 'alert':
      return raiseAlert(tx, by, proposal)
    case 'tag_trace':
      return tagTrace(tx, by, proposal)
    case 'create_incident':
      return createIncident(tx, by, proposal)
    default:
      return type satisfies never
  }
}

const said = (max: number) => z.string().trim().min(1).max(max)
/** What a payload may say beyond what every proposal says. Whatever else it holds is for its reader. */
const AlertPayload = z.object({ message: said(2000).optional().catch(undefined) })
const TagPayload = z.object({
  tag: said(100).optional().catch(undefined),
  tags: z.array(said(100)).min(1).max(20).optional().catch(undefined),
})
const severity = z.enum(['sev1', 'sev2', 'sev3', 'sev4'])
const IncidentPayload = z.object({
  title: said(200).optional().catch(undefined),
  severity: severity.optional().catch(undefined),
})

/** Every open console hears of it by the entry, which it shows as a notification; webhooks by their deliveries. */
async function raiseAlert(tx: Tx, by: Who, { id, target_ref, reason, payload }: Proposal): Promise<Json> {
  const message = AlertPayload.parse(payload).message ?? reason
  const data = { target_ref, message }
  const { seq } = tx.append({ action: 'alert.notice.raised', subject: subjectOf(id), actor: by, data })
  const webhooks = await enqueueDeliveries(tx, { type: 'alert.raised', subject: subjectOf(id), data: { id, ...data } })
  return { alert: { message, notice: seq, webhooks } }
}

async function tagTrace(tx: Tx, by: Who, { id, target_ref, payload }: Proposal): Promise<Json> {
  const { tag, tags } = TagPayload.parse(payload)
  const wanted = [...new Set(tags ?? [tag ?? 'flagged'])]
  for (const each of wanted) {
    const data = { tag: each, action_id: id }
    const { seq } = tx.append({ action: 'trace.tag.added', subject: `trace:${target_ref}`, actor: by, data })
    await insertTraceTag(tx, { trace_id: target_ref, tag: each, action_id: id, at: tx.now, seq })
  }
  return { tagged: { trace_id: target_ref, tags: wanted } }
}

async function createIncident(tx: Tx, by: Who, { id, target_ref, reason, payload }: Proposal): Promise<Json> {
  const wanted = IncidentPayload.parse(payload)
  const title = wanted.title ?? `${target_ref}: ${reason}`
  const opened = await openIncident(tx, by, { title, severity: wanted.severity ?? 'sev3', action_id: id })
  return { incident: { id: opened.id, title: opened.title, severity: opened.severity } }
}
