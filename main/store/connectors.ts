import type { Selectable } from 'kysely'
import type { Who } from '../../shared/domain/action.ts'
import { type ConnectorKind, connectorKinds } from '../../shared/domain/connector.ts'
import type { ReadDb, Schema } from './schema.ts'
import type { SecretPlace } from './secrets.ts'
import type { Tx } from './store.ts'

/** All of it but what is secret. */
export type ConnectorRecord = {
  name: string
  kind: ConnectorKind
  description: string
  enabled: boolean
  changed_at: string
  changed_by: Who
  last_seq: number
}
type ConnectorRow = Selectable<Schema['connector']>

/** Where its address and its secret are, as one document. */
export const connectorSecrets = (workspace: string, name: string): SecretPlace => ({
  workspace,
  owner: '',
  provider: `connector:${name}`,
  label: 'config',
})

export async function findConnector(db: ReadDb, workspace: string, name: string): Promise<ConnectorRecord | undefined> {
  const row = await db
    .selectFrom('connector')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && recordOf(row)
}

export async function listConnectors(db: ReadDb, workspace: string): Promise<ConnectorRecord[]> {
  const rows = await db.selectFrom('connector').selectAll().where('workspace', '=', workspace).orderBy('name').execute()
  return rows.map(recordOf)
}

/** All of a workspace's rows as they stand, for the verifier. */
export async function readConnectorRows(db: ReadDb, workspace: string): Promise<ConnectorRow[]> {
  return db.selectFrom('connector').selectAll().where('workspace', '=', workspace).orderBy('name').execute()
}

/** Makes it, or sets it anew. */
export async function saveConnector(tx: Tx, { name, changed_by, enabled, ...rest }: ConnectorRecord): Promise<void> {
  const row = {
    ...rest,
    enabled: enabled ? 1 : 0,
    changed_by: changed_by.id,
    changed_by_digest: changed_by.digest,
  }
  await tx.db
    .insertInto('connector')
    .values({ workspace: tx.workspace, name, ...row })
    .onConflict((conflict) => conflict.columns(['workspace', 'name']).doUpdateSet(row))
    .execute()
}

export async function deleteConnector(tx: Tx, name: string): Promise<void> {
  await tx.db.deleteFrom('connector').where('workspace', '=', tx.workspace).where('name', '=', name).execute()
}

function recordOf({ workspace, kind, enabled, changed_by, changed_by_digest, ...row }: ConnectorRow): ConnectorRecord {
  const known = connectorKinds.find((each) => each === kind)
  if (known === undefined) throw new Error(`a connector of the kind ${kind}, which there is none of`)
  return { ...row, kind: known, enabled: enabled === 1, changed_by: { id: changed_by, digest: changed_by_digest } }
}
