import { z } from 'zod'
import { type ConnectorKind, connectorNeeds } from '../../../shared/domain/connector.ts'
import type { Services } from '../../services.ts'
import { connectorSecrets } from '../../store/connectors.ts'
import { StoreError } from '../../store/errors.ts'

const Secrets = z.object({ url: z.string().optional(), secret: z.string().optional() })
export type ConnectorSecrets = z.output<typeof Secrets>

/** What a connector is to be sent with, or why that cannot be known here. */
export type OpenedSecrets = { secrets: ConnectorSecrets } | { fault: string }

export async function openConnectorSecrets(
  { secrets: kept }: Pick<Services, 'secrets'>,
  workspace: string,
  { name, kind }: { name: string; kind: ConnectorKind },
): Promise<OpenedSecrets> {
  const needs = connectorNeeds[kind]
  try {
    const text = needs.length === 0 ? undefined : await kept.get(connectorSecrets(workspace, name))
    const secrets = text === undefined ? {} : Secrets.parse(JSON.parse(text))
    return needs.every((need) => secrets[need] !== undefined) ? { secrets } : { fault: missing }
  } catch (error) {
    // What the store says of it is for whoever runs the server: it is in the answers of its own commands.
    if (error instanceof StoreError) return { fault: doesNotOpen }
    throw error
  }
}

const missing = 'its address or secret is not here: put it in anew'
const doesNotOpen = 'its address and secret do not open on this server: put them in anew'

/** Where something went, as everybody may read it. */
export function redactedUrl(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}/?REDACTED`
}
