import type { Tile } from '../../../shared/contract/tiles.ts'
import { refersBack } from '../../../shared/domain/agent-named.ts'
import type { TileKind } from '../../../shared/domain/assistant.ts'
import type { Services } from '../../services.ts'
import { newId } from '../../store/new-id.ts'
import { readSpans } from '../../store/trace-spans.ts'
import { findTrace } from '../../store/traces.ts'
import type { Caller } from '../caller.ts'
import { compliance } from '../fleet/compliance.ts'
import { fleetCost } from '../fleet/fleet-cost.ts'
import { fleetStatus } from '../fleet/fleet-status.ts'
import { listAlerts } from '../fleet/list-alerts.ts'
import { listViolations } from '../fleet/list-violations.ts'
import { viewSpan } from '../fleet/view-traces.ts'
import { pauseViews } from '../pauses/pause-views.ts'
import type { LookedUp } from './look-up.ts'

/** Those that only show; the two that propose are made with their proposal. */
type ShowingKind = Exclude<TileKind, 'deployment_action' | 'model_switch'>

const mostSpans = 8
const dayMs = 86_400_000

/** Pictures of the caller's own rows, as they are now. Nothing in them comes from a model. */
export async function makeTiles(services: Services, caller: Caller, found: LookedUp, message: string): Promise<Tile[]> {
  const { words, pauses } = found
  const asked = words.tiles.filter((kind) => kind !== 'deployment_action' && kind !== 'model_switch')
  const kinds: ShowingKind[] = pauses.length > 0 ? [...asked, 'pause_control'] : asked
  const tiles: Tile[] = []
  for (const kind of kinds) tiles.push(await makeTile(services, caller, found, message, kind))
  return tiles
}

async function makeTile(
  services: Services,
  caller: Caller,
  { named, agent, trace, pauses }: LookedUp,
  message: string,
  kind: ShowingKind,
): Promise<Tile> {
  const { workspace } = caller
  const id = newId(services.clock())
  const only = (who: string | null) => (who === null ? {} : { agent: who })
  // "How are my agents?" is about all of them, whichever one was spoken of before.
  const meant = only(named ?? (refersBack(message) ? agent : null))
  switch (kind) {
    case 'trace_link':
      return { kind, id, data: { trace } }
    case 'span_list':
      return { kind, id, data: await spansOf(services, workspace, trace) }
    case 'cost_chart':
      return { kind, id, data: { cost: await fleetCost(services, workspace, { window: '24h', ...meant }) } }
    case 'rule_violation': {
      const { items } = await listViolations(services, workspace, { limit: 1, ...meant })
      return { kind, id, data: { violation: items[0] ?? null, ...meant } }
    }
    case 'fleet_status':
      return { kind, id, data: { status: await fleetStatus(services, workspace, meant) } }
    case 'anomaly_alert': {
      const since = new Date(services.clock() - dayMs).toISOString()
      const { items } = await listAlerts(services, workspace, { limit: 1, since, ...meant })
      return { kind, id, data: { alert: items[0] ?? null, ...meant } }
    }
    case 'compliance_score':
      return { kind, id, data: { compliance: await compliance(services, workspace, { days: 30 }) } }
    case 'pause_control': {
      const held = pauses.find(({ pause }) => pause.agent === agent) ?? pauses[0]
      const [pause] = held ? await pauseViews(services, caller, [held]) : []
      if (!pause) throw new Error('a pause was to be shown where there is none')
      return { kind, id, data: { pause } }
    }
    default:
      return kind satisfies never
  }
}

type SpanList = Extract<Tile, { kind: 'span_list' }>['data']

async function spansOf({ store }: Services, workspace: string, trace: LookedUp['trace']): Promise<SpanList> {
  const record = trace && (await findTrace(store.read, workspace, trace.trace_id))
  if (!record) return { trace, spans: [], total: 0 }
  const spans = await readSpans(store.read, workspace, record.trace_id, mostSpans)
  return { trace, spans: spans.map((span) => viewSpan(record, span)), total: record.span_count }
}
