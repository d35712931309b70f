import { whyNotResume } from '../../../shared/domain/pause.ts'
import { writePauseEvent } from '../../../shared/domain/pause-entries.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import { findPause, savePause } from '../../store/pauses.ts'
import type { Act } from '../transition.ts'
import { noSuchPause } from './show-pause.ts'

/** Lets it go on: decided on the pause as it is inside this transaction, whoever else is at it. */
export async function resumePause({ tx, caller, who }: Act, id: string): Promise<Result<PauseRecord>> {
  const record = await findPause(tx.db, tx.workspace, id)
  if (!record) return { ok: false, refusal: noSuchPause }
  const { pause } = record
  const why = whyNotResume(pause, { now: tx.now, permissions: caller.permissions })
  if (why) return { ok: false, refusal: why }
  const event = { kind: 'ended', pause_id: id, agent: pause.agent, by: who, at: tx.now } as const
  const { seq } = tx.append({ ...writePauseEvent(event), actor: who })
  const over = { ...pause, resumed: { at: tx.now, by: who } }
  await savePause(tx, over, seq)
  return ok({ ...record, pause: over, last_seq: seq })
}
