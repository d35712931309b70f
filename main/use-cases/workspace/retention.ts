import type { z } from '@hono/zod-openapi'
import type { RetentionView } from '../../../shared/contract/workspace.ts'
import {
  daysKept,
  evolveRetention,
  type RetentionEvent,
  retentionDays,
  writeRetentionEvent,
} from '../../../shared/domain/retention.ts'
import { viewActors } from '../../store/actors.ts'
import { readRetention, saveRetention } from '../../store/retention.ts'
import type { ReadDb } from '../../store/schema.ts'
import type { Act } from '../transition.ts'

export type WantedRetention = { days?: number | undefined; legal_hold?: { reason: string } | null | undefined }

/** To set it as it is already changes nothing, and is no entry. */
export async function setRetention({ tx, who }: Pick<Act, 'tx' | 'who'>, wanted: WantedRetention): Promise<void> {
  let retention = await readRetention(tx.db, tx.workspace)
  const happen = async (event: RetentionEvent) => {
    const { seq } = tx.append({ ...writeRetentionEvent(tx.workspace, event), actor: who })
    retention = evolveRetention(retention, event, who, tx.now)
    await saveRetention(tx, retention, seq)
  }
  const { days, legal_hold } = wanted
  if (days !== undefined && days !== daysKept(retention)) await happen({ kind: 'period_set', days })
  if (legal_hold === undefined) return
  const reason = legal_hold?.reason.trim() ?? null
  if (reason === (retention.legal_hold?.reason ?? null)) return
  await happen(reason === null ? { kind: 'hold_lifted' } : { kind: 'held', reason })
}

export async function viewRetention(db: ReadDb, workspace: string): Promise<z.output<typeof RetentionView>> {
  const retention = await readRetention(db, workspace)
  const { period, legal_hold } = retention
  const actors = await viewActors(
    db,
    workspace,
    [period, legal_hold].flatMap((said) => said?.by.digest ?? []),
  )
  return {
    days: daysKept(retention),
    least: retentionDays.least,
    by: (period && actors[period.by.digest]) ?? null,
    since: period?.since ?? null,
    legal_hold: legal_hold && {
      reason: legal_hold.reason,
      by: actors[legal_hold.by.digest] ?? null,
      since: legal_hold.since,
    },
  }
}
