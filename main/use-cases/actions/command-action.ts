import type { Command } from '../../../shared/domain/action-commands.ts'
import { decide } from '../../../shared/domain/action-rules.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import { systemIdentity } from '../../identity/system.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { findAction } from '../../store/actions.ts'
import { knowActor } from '../../store/actors.ts'
import type { Act } from '../transition.ts'
import { recordEvent } from './record-event.ts'

/** The same for what belongs to another workspace. */
export const noSuchAction: Refusal = { code: 'not_found', detail: 'There is no such action.' }

/** Gives an action a command: it is decided on the row as it is inside this transaction, whoever else is at it. */
export async function commandAction(
  { tx, caller, who, signedIn }: Act,
  id: string,
  command: Command,
): Promise<Result<{ record: ActionRecord; entry: Entry }>> {
  const record = await findAction(tx.db, tx.workspace, id)
  if (!record) return { ok: false, refusal: noSuchAction }
  const decision = decide(record.action, command, { who, permissions: caller.permissions, now: tx.now, signedIn })
  if (decision.ok) return ok(await recordEvent(tx, who, record, decision.value))
  if (decision.event) await recordEvent(tx, await knowActor(tx, systemIdentity), record, decision.event)
  return decision
}
