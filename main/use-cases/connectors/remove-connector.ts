import { writeConnectorRemoval } from '../../../shared/domain/connector-entries.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import { connectorSecrets, deleteConnector, findConnector } from '../../store/connectors.ts'
import { deleteSecret } from '../../store/secrets.ts'
import type { Act } from '../transition.ts'

/** The same for what belongs to another workspace. */
export const noSuchConnector: Refusal = { code: 'not_found', detail: 'There is no such connector.' }

/** Its secrets go with it. What was to be sent through it fails from now on, and says so. */
export async function removeConnector({ tx, who }: Act, name: string): Promise<Result<{ removed: true }>> {
  if (!(await findConnector(tx.db, tx.workspace, name))) return { ok: false, refusal: noSuchConnector }
  tx.append({ ...writeConnectorRemoval(name), actor: who })
  await deleteConnector(tx, name)
  await deleteSecret(tx, connectorSecrets(tx.workspace, name))
  return ok({ removed: true })
}
