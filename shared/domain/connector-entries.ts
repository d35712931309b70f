import { z } from 'zod'
import { type ConnectorKind, connectorKinds } from './connector.ts'
import { connectorActions, connectorSubject } from './drill-entries.ts'
import type { Entry } from './entry.ts'

/** How a connector is written into the ledger: all of it but its address and its secret, which nobody reads there. */
export type SetConnector = {
  name: string
  kind: ConnectorKind
  description: string
  enabled: boolean
  /** Whether its address or secret became another one. */
  secrets_changed: boolean
}

const Document = z.object({
  name: z.string().min(1),
  kind: z.enum(connectorKinds),
  description: z.string(),
  enabled: z.boolean(),
  secrets_changed: z.boolean(),
})

export const writeConnector = (connector: SetConnector) => ({
  action: connectorActions.set,
  subject: connectorSubject(connector.name),
  data: { ...connector },
})

export const writeConnectorRemoval = (name: string) => ({
  action: connectorActions.removed,
  subject: connectorSubject(name),
  data: { name },
})

/** Nothing, where an entry is not of the form that this program writes. */
export function readConnector({ action, subject, data }: Entry): SetConnector | undefined {
  const read = action === connectorActions.set ? Document.safeParse(data).data : undefined
  return read && subject === connectorSubject(read.name) ? read : undefined
}

export function readConnectorRemoval({ action, subject, data }: Entry): string | undefined {
  const read = action === connectorActions.removed ? z.object({ name: z.string() }).safeParse(data).data : undefined
  return read && subject === connectorSubject(read.name) ? read.name : undefined
}
