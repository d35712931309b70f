import type { z } from '@hono/zod-openapi'
import type { Connector as ConnectorShape } from '../../../shared/contract/connectors.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import type { ConnectorRecord } from '../../store/connectors.ts'
import { unknown } from '../actions/view-actions.ts'
import { openConnectorSecrets } from './connector-secrets.ts'

export type ConnectorView = z.output<typeof ConnectorShape>

/** Connectors as everybody may see them: whether something can be sent through them, and nothing of what is secret. */
export async function viewConnectors(
  services: Pick<Services, 'store' | 'secrets'>,
  workspace: string,
  records: readonly ConnectorRecord[],
): Promise<ConnectorView[]> {
  const people = records.map(({ changed_by }) => changed_by.digest)
  const actors = await viewActors(services.store.read, workspace, people)
  return Promise.all(
    records.map(async ({ changed_by, ...record }) => {
      const opened = await openConnectorSecrets(services, workspace, record)
      const why_not = 'fault' in opened ? opened.fault : null
      return {
        ...record,
        ready: why_not === null,
        why_not,
        changed_by: actors[changed_by.digest] ?? unknown(changed_by),
      }
    }),
  )
}
