import type { z } from '@hono/zod-openapi'
import { deliverySource, type HistoryQuery, type metadataKinds } from '../../../shared/contract/drills.ts'
import type { Services } from '../../services.ts'
import {
  countHistory,
  type HistoryFilter,
  type HistoryKind,
  historyKinds,
  readHistory,
} from '../../store/drill-history.ts'
import type { Caller } from '../caller.ts'
import { describeHistory } from './describe-history.ts'
import type { MetadataView } from './metadata.ts'

type Query = z.output<typeof HistoryQuery>

/** Everything that was planned, delivered, acknowledged and packed, as the ledger has it in its order: newest first. */
export async function showHistory(
  services: Pick<Services, 'store' | 'origin'>,
  { workspace }: Pick<Caller, 'workspace'>,
  { limit, offset, ...query }: Query,
): Promise<{ total: number; items: MetadataView[] }> {
  const { read } = services.store
  const filter = filterOf(query)
  const isOfOne = query.audit_id !== undefined || query.plan_id !== undefined
  const places = await readHistory(read, workspace, filter, { limit, offset })
  return {
    total: await countHistory(read, workspace, filter),
    items: await describeHistory(read, workspace, services.origin(workspace), places, isOfOne),
  }
}

/** What each is called on the wire; its own short name does too. */
const wireNames: Record<HistoryKind, (typeof metadataKinds)[number]> = {
  plan: 'go-backend-rollback-drill-notification-plan',
  delivery: 'release-connector-delivery',
  acknowledgement: 'go-backend-rollback-drill-notification-ack',
  escalation: 'go-backend-rollback-drill-notification-escalation-plan',
  audit: 'go-backend-rollback-drill-acknowledgement-audit-package',
}

function filterOf({
  kind,
  metadata_kind,
  state,
  acknowledgement_state,
  connector_delivery_source,
  delivery_success,
  ...rest
}: Omit<Query, 'limit' | 'offset'>): HistoryFilter {
  const isWanted = (each: HistoryKind) =>
    (kind === undefined || kind === each || kind === wireNames[each]) &&
    (metadata_kind === undefined || metadata_kind === wireNames[each]) &&
    (connector_delivery_source === undefined ||
      (each === 'delivery' && connector_delivery_source === deliverySource)) &&
    // Asked for by both names, and differently: nothing is both.
    (state === undefined || acknowledgement_state === undefined || state === acknowledgement_state)
  return {
    ...rest,
    kinds: historyKinds.filter(isWanted),
    acknowledgement_state: acknowledgement_state ?? state,
    delivered: delivery_success,
  }
}
