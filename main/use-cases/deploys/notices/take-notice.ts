import { type ConnectorRecord, findConnector } from '../../../store/connectors.ts'
import { changeNotice, findNotice, type QueuedNotice } from '../../../store/deploy-notices.ts'
import type { Tx } from '../../../store/store.ts'
import type { DeployNotice } from '../../connectors/messages/deploy-notice.ts'
import { dropsDuplicates } from '../../connectors/send-through.ts'
import { sayOfNotice } from './settle-notice.ts'

/** One attempt at one notice, which this process alone makes. */
export type TakenNotice = {
  queued: QueuedNotice
  connector: ConnectorRecord | undefined
  notice: DeployNotice
  lease: string
  n: number
}

export const noticeTimeoutMs = 10_000
/** A process that has not come back so long after the time that an attempt may take is taken for dead. */
const deadAfterMs = 30_000

/**
 * Takes a notice that is due. What may have been sent already, by a process that died, is settled as unknown instead, unless
 * its receiver drops what comes twice.
 */
export async function takeNotice(tx: Tx, notice_id: string, lease: string): Promise<TakenNotice | undefined> {
  const queued = await findNotice(tx.db, tx.workspace, notice_id)
  if (queued === undefined || queued.outcome !== 'pending') return undefined
  if (queued.due_at !== null && queued.due_at > tx.now) return undefined
  const connector = await findConnector(tx.db, tx.workspace, queued.connector)
  const doubt = doubtAbout(queued, connector)
  if (doubt !== undefined) {
    await changeNotice(tx, notice_id, { outcome: 'unknown', error: doubt, due_at: null, lease: null })
    await sayOfNotice(tx, queued, 'unknown', doubt)
    return undefined
  }
  const n = queued.tries + 1
  const due_at = new Date(Date.parse(tx.now) + noticeTimeoutMs + deadAfterMs).toISOString()
  await changeNotice(tx, notice_id, { lease, due_at, tries: n })
  const told: Omit<DeployNotice, 'id' | 'provider'> = JSON.parse(queued.body)
  const shown = { who: withoutAddresses(told.who), detail: told.detail === null ? null : withoutAddresses(told.detail) }
  return { queued, connector, notice: { ...told, ...shown, id: notice_id, provider: queued.connector }, lease, n }
}

/** A channel needs a name, not somebody's address. What waits keeps it whole, so that erasing a person finds it there. */
const withoutAddresses = (text: string): string =>
  text.replace(/([^\s@<>()]+)@[^\s@<>()]+\.[^\s@<>()]+/g, (_, local: string) => local)

/** A lease that is there when it is due was taken by somebody who did not come back. */
function doubtAbout({ lease }: QueuedNotice, connector: ConnectorRecord | undefined): string | undefined {
  if (lease === null || dropsDuplicates(connector?.kind ?? null)) return undefined
  return 'The process that sent it ended before an answer came.'
}
