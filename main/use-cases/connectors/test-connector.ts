import type { z } from '@hono/zod-openapi'
import type { ConnectorTest } from '../../../shared/contract/connectors.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findConnector } from '../../store/connectors.ts'
import { newId } from '../../store/new-id.ts'
import type { Caller } from '../caller.ts'
import { testNotice } from './messages/drill-notice.ts'
import { noSuchConnector } from './remove-connector.ts'
import { sendThrough } from './send-through.ts'

const patienceMs = 10_000

/** Once, and at once: whoever asks looks at the answer. Nothing of it is kept, since nothing was planned. */
export async function testConnector(
  services: Services,
  { workspace }: Pick<Caller, 'workspace'>,
  name: string,
): Promise<Result<z.output<typeof ConnectorTest>>> {
  const connector = await findConnector(services.store.read, workspace, name)
  if (connector === undefined) return { ok: false, refusal: noSuchConnector }
  const now = services.clock()
  const notice = testNotice(newId(now), new Date(now).toISOString(), name)
  const signal = AbortSignal.any([services.stopping, AbortSignal.timeout(patienceMs)])
  const { verdict, status, error, url } = await sendThrough(services, workspace, connector, notice, signal)
  return ok({ delivered: verdict === 'delivered', attempts: 1, status, error, url })
}
