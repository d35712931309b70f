import type { Tile } from '../contract/tiles.ts'

/** What a reply may name as `[t1]`: the rows that one of its tiles shows, and where the console has them. */
export type TileSource = { ref: string; label: string; to: string }

/** Follows from the tiles and their order alone, so that whoever has them knows them. */
export const sourcesOf = (tiles: readonly Tile[]): TileSource[] =>
  tiles.map((tile, i) => ({ ref: `t${i + 1}`, ...placeOf(tile) }))

const trace = (id: string): string => `#/traces/${encodeURIComponent(id)}`
const tracesOf = (agent: string | null): string =>
  agent === null ? '#/traces' : `#/traces?agent=${encodeURIComponent(agent)}`

function placeOf(tile: Tile): Omit<TileSource, 'ref'> {
  switch (tile.kind) {
    case 'trace_link':
    case 'span_list': {
      const shown = tile.data.trace
      const label = tile.kind === 'trace_link' ? 'Last trace' : 'Spans'
      return shown ? { label: `${label}: ${shown.name}`, to: trace(shown.trace_id) } : { label, to: tracesOf(null) }
    }
    case 'cost_chart':
      return { label: about('Cost', tile.data.cost.agent), to: tracesOf(tile.data.cost.agent) }
    case 'deployment_action':
    case 'model_switch':
      return { label: 'Proposal', to: `#/deployments/${encodeURIComponent(tile.data.action_id)}` }
    case 'rule_violation': {
      const { violation, agent = null } = tile.data
      return violation
        ? { label: `Violation: ${violation.rule}`, to: trace(violation.trace_id) }
        : { label: about('Violations', agent), to: tracesOf(agent) }
    }
    case 'fleet_status':
      return { label: about('Fleet', tile.data.status.agent), to: tracesOf(tile.data.status.agent) }
    case 'anomaly_alert': {
      const { alert, agent = null } = tile.data
      return alert
        ? { label: `Alert: ${alert.name}`, to: tracesOf(alert.agent) }
        : { label: about('Alerts', agent), to: tracesOf(agent) }
    }
    case 'compliance_score':
      return { label: 'Compliance', to: tracesOf(null) }
    case 'pause_control':
      return { label: about('Pause', tile.data.pause.agent), to: tracesOf(tile.data.pause.agent) }
    default:
      return tile satisfies never
  }
}

const about = (what: string, agent: string | null): string => (agent === null ? what : `${what} of ${agent}`)
