import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { findAction } from '../../store/actions.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { commandAction, noSuchAction } from './command-action.ts'
import { proposeAction } from './propose-action.ts'

/** Nothing about a proposal is ever edited: a new one takes its place, with a new time for approval and no approvals. */
export async function repointAction(
  services: Pick<Services, 'policy'>,
  act: Act,
  id: string,
  target_ref: string,
): Promise<Result<ActionRecord>> {
  const { tx } = act
  const successor = newId(Date.parse(tx.now))
  const rejected = await commandAction(act, id, { name: 'repoint', target_ref, successor })
  if (!rejected.ok) return rejected
  const old = await findAction(tx.db, tx.workspace, id)
  if (!old) return { ok: false, refusal: noSuchAction }
  const { type, reason, mode, payload, proposed_at, expires_at } = old.action.proposal
  const ttl_seconds = (Date.parse(expires_at) - Date.parse(proposed_at)) / 1000
  const wanted = { type, target_ref, reason, mode, payload, ttl_seconds }
  return ok(await proposeAction(services, act, wanted, { supersedes: id, id: successor }))
}
