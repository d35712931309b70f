import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { findPause } from '../../store/pauses.ts'
import type { Caller } from '../caller.ts'
import { type PauseView, pauseViews } from './pause-views.ts'

/** The same for one of another workspace. */
export const noSuchPause: Refusal = { code: 'not_found', detail: 'There is no pause with this id.' }

export async function showPause(
  services: Pick<Services, 'store' | 'clock'>,
  caller: Caller,
  id: string,
): Promise<Result<PauseView>> {
  const record = await findPause(services.store.read, caller.workspace, id)
  const [view] = record ? await pauseViews(services, caller, [record]) : []
  return view ? ok(view) : { ok: false, refusal: noSuchPause }
}
