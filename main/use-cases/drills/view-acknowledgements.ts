import type { z } from '@hono/zod-openapi'
import type { Acknowledgement as AcknowledgementShape } from '../../../shared/contract/drills.ts'
import type { Who } from '../../../shared/domain/action.ts'
import { type ActorView, viewActors } from '../../store/actors.ts'
import type { AcknowledgementRecord } from '../../store/drill-acknowledgements.ts'
import type { ReadDb } from '../../store/schema.ts'
import { unknown } from '../actions/view-actions.ts'

export type AcknowledgementView = z.output<typeof AcknowledgementShape>

/** Acknowledgements with the names of those who made them, in the order in which they are given. */
export async function viewAcknowledgements(
  db: ReadDb,
  workspace: string,
  records: readonly AcknowledgementRecord[],
): Promise<AcknowledgementView[]> {
  const people = records.flatMap(({ by, through }) => (through ? [by.digest, through.digest] : [by.digest]))
  const actors = await viewActors(db, workspace, people)
  const view = (who: Who): ActorView => actors[who.digest] ?? unknown(who)
  return records.map(({ by, through, at, ...record }) => {
    const actor = view(by)
    return {
      acknowledgement_id: record.acknowledgement_id,
      schedule_id: record.schedule_id,
      plan_id: record.plan_id,
      provider: record.provider,
      owners: [...record.owners],
      route_ids: [...record.route_ids],
      acknowledged_by: nameOf(actor),
      actor,
      through: through && view(through),
      acknowledgement_state: record.acknowledgement_state,
      acknowledged_at: at,
      external_ref: record.external_ref,
      notes: record.notes,
      seq: record.seq,
    }
  })
}

/** How the wire names somebody in one string. */
export const nameOf = ({ email, name }: Pick<ActorView, 'email' | 'name'>): string => email ?? name
