import type { Tile } from '../../../../shared/contract/tiles.ts'
import { AnomalyAlert } from './anomaly-alert.tsx'
import { ComplianceScore } from './compliance-score.tsx'
import { CostChart } from './cost-chart.tsx'
import { DeploymentAction } from './deployment-action.tsx'
import { FleetStatusTile } from './fleet-status.tsx'
import { ModelSwitch } from './model-switch.tsx'
import { PauseControl } from './pause-control.tsx'
import { RuleViolation } from './rule-violation.tsx'
import { SpanList } from './span-list.tsx'
import { TraceLink } from './trace-link.tsx'

type Props = {
  tile: Tile
  /** Why nothing of it can be given just now, where whoever shows it knows of a reason. */
  sleeping?: string | null
  /** When its message was written: what it shows is as of then, where its data do not say it themselves. */
  at?: string | null
}

/** What a reply shows between its words: rows as they were when it was made, and what can be done about them now. */
export function TileView({ tile, sleeping = null, at = null }: Props) {
  switch (tile.kind) {
    case 'trace_link':
      return <TraceLink {...tile.data} at={at} />
    case 'span_list':
      return <SpanList {...tile.data} at={at} />
    case 'cost_chart':
      return <CostChart {...tile.data} at={at} />
    case 'deployment_action':
      return <DeploymentAction proposed={tile.data} sleeping={sleeping} />
    case 'rule_violation':
      return <RuleViolation {...tile.data} at={at} sleeping={sleeping} />
    case 'fleet_status':
      return <FleetStatusTile {...tile.data} />
    case 'anomaly_alert':
      return <AnomalyAlert {...tile.data} at={at} />
    case 'compliance_score':
      return <ComplianceScore {...tile.data} at={at} />
    case 'model_switch':
      return <ModelSwitch proposed={tile.data} sleeping={sleeping} />
    case 'pause_control':
      return <PauseControl told={tile.data.pause} sleeping={sleeping} />
    default:
      return tile satisfies never
  }
}
