import type { ConnectorKind } from '../../../shared/domain/connector.ts'
import { connectorNeeds } from '../../../shared/domain/connector.ts'
import { writeConnector } from '../../../shared/domain/connector-entries.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { knowActor } from '../../store/actors.ts'
import { type ConnectorRecord, connectorSecrets, findConnector, saveConnector } from '../../store/connectors.ts'
import { deleteSecret } from '../../store/secrets.ts'
import type { Tx } from '../../store/store.ts'
import type { Caller } from '../caller.ts'
import { checkConnector } from './check-connector.ts'
import { type ConnectorSecrets, openConnectorSecrets } from './connector-secrets.ts'
import { showConnector } from './list-connectors.ts'
import type { ConnectorView } from './view-connectors.ts'

type Wanted = ConnectorSecrets & { kind: ConnectorKind; description: string; enabled: boolean }

/** Makes it or sets it anew; to set it as it is already changes nothing, and is no entry. */
export async function putConnector(
  services: Services,
  caller: Caller,
  name: string,
  { kind, description, enabled, ...given }: Wanted,
): Promise<Result<ConnectorView>> {
  const { store, secrets, mode, webhookTargets: targets } = services
  const { workspace } = caller
  const before = await findConnector(store.read, workspace, name)
  const kept = before?.kind === kind ? await keptSecrets(services, workspace, before) : {}
  const checked = checkConnector({ kind, ...given }, { mode, targets, kept })
  if (!checked.ok) return checked
  const after = { name, kind, description: description.trim(), enabled }
  const secretsChanged = textOf(checked.value) !== textOf(kept)
  const record = async (tx: Tx) => {
    const by = await knowActor(tx, caller.actor)
    const { seq } = tx.append({ ...writeConnector({ ...after, secrets_changed: secretsChanged }), actor: by })
    await saveConnector(tx, { ...after, changed_at: tx.now, changed_by: by, last_seq: seq })
  }
  const place = connectorSecrets(workspace, name)
  if (connectorNeeds[kind].length > 0 && secretsChanged) await secrets.put(place, textOf(checked.value), record)
  else if (before === undefined || !isSame(before, after))
    await store.write(workspace, async (tx) => {
      if (connectorNeeds[kind].length === 0) await deleteSecret(tx, place)
      await record(tx)
    })
  return ok(await showConnector(services, workspace, name))
}

async function keptSecrets(
  services: Pick<Services, 'secrets'>,
  workspace: string,
  before: ConnectorRecord,
): Promise<ConnectorSecrets> {
  const opened = await openConnectorSecrets(services, workspace, before)
  return 'secrets' in opened ? opened.secrets : {}
}

const textOf = ({ url, secret }: ConnectorSecrets): string => JSON.stringify({ url, secret })

const isSame = (before: ConnectorRecord, after: Pick<ConnectorRecord, 'kind' | 'description' | 'enabled'>): boolean =>
  before.kind === after.kind && before.description === after.description && before.enabled === after.enabled
