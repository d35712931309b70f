import { randomUUID } from 'node:crypto'
import type { Services } from '../../../services.ts'
import { type DueNotice, findDueNotices, findNextNotice } from '../../../store/deploy-notices.ts'
import { sendThrough } from '../../connectors/send-through.ts'
import type { Sending } from '../../webhooks/deliver-due.ts'
import type { Outbox } from '../../webhooks/start-deliverer.ts'
import { settleNotice } from './settle-notice.ts'
import { noticeTimeoutMs, takeNotice } from './take-notice.ts'

/** To how many at once. */
const lanes = 8

/** Begins to send every notice that is due, those too that a process began to send which is gone. */
export async function deliverNotices(services: Services, sending: Sending): Promise<void> {
  const { store, clock } = services
  for (const place of await findDueNotices(store.read, new Date(clock()).toISOString(), lanes)) {
    if (sending.enough.aborted || sending.lanes.size >= lanes) return
    if (sending.lanes.has(place.notice_id)) continue
    const lane = deliver(services, place, sending.hangUp).catch(sending.onError)
    sending.lanes.set(place.notice_id, lane)
    void lane.finally(() => sending.lanes.delete(place.notice_id))
  }
}

async function deliver(services: Services, { workspace, notice_id }: DueNotice, hangUp: AbortSignal): Promise<void> {
  const { store } = services
  const taken = await store.write(workspace, (tx) => takeNotice(tx, notice_id, randomUUID()))
  if (taken === undefined) return
  const signal = AbortSignal.any([hangUp, AbortSignal.timeout(noticeTimeoutMs)])
  const tried = await sendThrough(services, workspace, taken.connector, taken.notice, signal)
  await store.write(workspace, (tx) => settleNotice(tx, taken, tried))
}

export const deployOutbox: Outbox = { what: 'deploy notices', deliver: deliverNotices, nextDue: findNextNotice }
