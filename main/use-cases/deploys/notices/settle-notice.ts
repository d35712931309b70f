import { appendLog } from '../../../store/deploy-log.ts'
import { changeNotice, findNotice, type QueuedNotice } from '../../../store/deploy-notices.ts'
import type { Tx } from '../../../store/store.ts'
import type { Tried } from '../../connectors/send-through.ts'
import type { TakenNotice } from './take-notice.ts'

const second = 1000
const minute = 60 * second
/** News of a deploy are no news tomorrow. */
const patience = [5 * second, 30 * second, 2 * minute, 10 * minute]
const longestMs = 30 * minute

/** How an attempt ended, and what follows. Of what another process has taken over meanwhile only the arrival is news. */
export async function settleNotice(
  tx: Tx,
  { queued: { notice_id }, n, lease }: Pick<TakenNotice, 'queued' | 'n' | 'lease'>,
  { verdict, error, retryAfterMs }: Pick<Tried, 'verdict' | 'error' | 'retryAfterMs'>,
): Promise<void> {
  const queued = await findNotice(tx.db, tx.workspace, notice_id)
  if (queued === undefined || queued.outcome !== 'pending') return
  if (verdict !== 'delivered' && queued.lease !== lease) return
  const wait = patience[n - 1]
  if (verdict === 'again' && wait !== undefined) {
    const pause = Math.min(longestMs, Math.max(wait, retryAfterMs))
    const due_at = new Date(Date.parse(tx.now) + pause).toISOString()
    await changeNotice(tx, notice_id, { due_at, lease: null, error })
    return
  }
  const outcome = verdict === 'delivered' ? 'delivered' : verdict === 'perhaps' ? 'unknown' : 'failed'
  await changeNotice(tx, notice_id, { outcome, error, due_at: null, lease: null })
  if (outcome !== 'delivered') await sayOfNotice(tx, queued, outcome, error)
}

/** Whoever looks at the deploy sees that somebody was not told of it. */
export const sayOfNotice = (
  tx: Tx,
  { deploy_id, connector }: Pick<QueuedNotice, 'deploy_id' | 'connector'>,
  outcome: 'failed' | 'unknown',
  error: string | null,
): Promise<void> =>
  appendLog(tx, deploy_id, [
    {
      kind: 'line',
      text: `${outcome === 'failed' ? `Nobody was told by ${connector}` : `Whether ${connector} was told is not known`}${error === null ? '.' : `: ${error}`}`,
    },
  ])
