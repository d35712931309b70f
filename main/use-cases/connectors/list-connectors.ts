import type { Services } from '../../services.ts'
import { findConnector, listConnectors as readConnectors } from '../../store/connectors.ts'
import type { Caller } from '../caller.ts'
import { type ConnectorView, viewConnectors } from './view-connectors.ts'

type Reading = Pick<Services, 'store' | 'secrets'>

export async function listConnectors(
  services: Reading,
  { workspace }: Pick<Caller, 'workspace'>,
): Promise<{ items: ConnectorView[] }> {
  const records = await readConnectors(services.store.read, workspace)
  return { items: await viewConnectors(services, workspace, records) }
}

/** One that is known to be there. */
export async function showConnector(services: Reading, workspace: string, name: string): Promise<ConnectorView> {
  const record = await findConnector(services.store.read, workspace, name)
  const [view] = await viewConnectors(services, workspace, record ? [record] : [])
  if (view === undefined) throw new Error('a connector is not where it was put')
  return view
}
