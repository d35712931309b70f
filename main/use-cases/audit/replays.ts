import type { Who } from '../../../shared/domain/action.ts'
import { replayActions } from '../../ledger/replay/actions.ts'
import { replayActors } from '../../ledger/replay/actors.ts'
import { replayChats } from '../../ledger/replay/chats.ts'
import { replayConnectors } from '../../ledger/replay/connectors.ts'
import { replayDeploys } from '../../ledger/replay/deploys.ts'
import { replayDrills } from '../../ledger/replay/drills.ts'
import { replayFleetRules, replayFleetSettings } from '../../ledger/replay/fleet.ts'
import { replayIncidents } from '../../ledger/replay/incidents.ts'
import { replayKeys } from '../../ledger/replay/keys.ts'
import { replayPauses } from '../../ledger/replay/pauses.ts'
import type { Replay } from '../../ledger/replay/replay.ts'
import { replayRetention } from '../../ledger/replay/retention.ts'
import { replayTraceTags } from '../../ledger/replay/trace-tags.ts'
import { replayWebhooks } from '../../ledger/replay/webhooks.ts'
import { replayDrillPolicy, replayHold, replayPolicy } from '../../ledger/replay/workspace.ts'
import { readActorRows } from '../../store/actors.ts'
import { readKeyRows } from '../../store/api-keys.ts'
import { readSessionRows } from '../../store/chats.ts'
import { readConnectorRows } from '../../store/connectors.ts'
import { readDrillPolicy } from '../../store/drill-policy.ts'
import { readRuleRows } from '../../store/fleet-rules.ts'
import { readFleetSettingsRow } from '../../store/fleet-settings.ts'
import { readRetentionRow } from '../../store/retention.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readTraceTags } from '../../store/trace-tags.ts'
import { readWebhookRows } from '../../store/webhooks.ts'
import { readHold, readPolicy } from '../../store/workspace-state.ts'
import { actionEvidence } from './action-evidence.ts'
import { deployEvidence } from './deploy-evidence.ts'
import { drillEvidence } from './drill-evidence.ts'
import { incidentEvidence } from './incident-evidence.ts'
import { pauseEvidence } from './pause-evidence.ts'

/** Everything whose present state follows from the ledger: what verification compares, and what a prune carries over. */
export async function readReplays(db: ReadDb, workspace: string): Promise<Replay[]> {
  const hold = await readHold(db, workspace)
  const policy = await readPolicy(db, workspace)
  const drillPolicy = await readDrillPolicy(db, workspace)
  const incidents = await incidentEvidence(db, workspace)
  return [
    replayActors(await readActorRows(db, workspace)),
    replayKeys(await readKeyRows(db, workspace)),
    replayActions(() => actionEvidence(db, workspace)),
    replayHold(hold && switchOf(hold, [hold.held, hold.reason])),
    replayPolicy(policy && switchOf(policy, policy.single_operator)),
    replayRetention(await readRetentionRow(db, workspace)),
    replayDrillPolicy(drillPolicy && switchOf(drillPolicy, drillPolicy.require_verified)),
    replayTraceTags(await readTraceTags(db, workspace)),
    replayIncidents(incidents.rows, incidents.strays),
    replayWebhooks(await readWebhookRows(db, workspace)),
    replayConnectors(await readConnectorRows(db, workspace)),
    replayDrills(() => drillEvidence(db, workspace)),
    replayDeploys(() => deployEvidence(db, workspace)),
    replayFleetSettings(await readFleetSettingsRow(db, workspace)),
    replayFleetRules(await readRuleRows(db, workspace)),
    replayPauses(() => pauseEvidence(db, workspace)),
    replayChats(await readSessionRows(db, workspace)),
  ]
}

const switchOf = ({ by, since, last_seq }: { by: Who; since: string; last_seq: number }, value: unknown) => ({
  value: JSON.stringify(value),
  by_id: by.id,
  by_digest: by.digest,
  since,
  last_seq,
})
