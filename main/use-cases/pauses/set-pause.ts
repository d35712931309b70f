import type { z } from '@hono/zod-openapi'
import type { NewPause } from '../../../shared/contract/pauses.ts'
import { type Pause, whyNotPause } from '../../../shared/domain/pause.ts'
import { writePauseEvent } from '../../../shared/domain/pause-entries.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { newId } from '../../store/new-id.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import { activePauses, findPause, insertPause } from '../../store/pauses.ts'
import type { Act } from '../transition.ts'

/** Asks an agent to stand still. It reads so from the list or the ledger's events; nothing here can hold it. */
export async function setPause(
  { tx, caller, who }: Act,
  { agent, reason, until }: z.output<typeof NewPause>,
): Promise<Result<PauseRecord>> {
  const [active] = await activePauses(tx.db, tx.workspace, agent, tx.now)
  const why = whyNotPause(active?.pause, caller.permissions)
  if (why) return { ok: false, refusal: why }
  const ends = until ? new Date(until).toISOString() : null
  if (ends !== null && ends <= tx.now)
    return refuse('invalid_input', 'A pause does not end in the past.', {
      issues: [{ path: ['until'], message: 'expected a later time' }],
    })
  const facts = { id: newId(Date.parse(tx.now)), agent, reason, until: ends, paused_at: tx.now, paused_by: who }
  const { seq } = tx.append({ ...writePauseEvent({ kind: 'set', pause: facts }), actor: who })
  const pause: Pause = { ...facts, resumed: null }
  await insertPause(tx, pause, seq)
  const record = await findPause(tx.db, tx.workspace, pause.id)
  if (!record) throw new Error('what was just set is not there')
  return ok(record)
}
