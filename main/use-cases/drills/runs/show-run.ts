import { ok, type Refusal, type Result } from '../../../../shared/domain/result.ts'
import type { Services } from '../../../services.ts'
import { findRun } from '../../../store/drill-runs.ts'
import type { Caller } from '../../caller.ts'
import { type RunView, viewRuns } from './view-runs.ts'

/** The same for what belongs to another workspace. */
export const noSuchRun: Refusal = { code: 'not_found', detail: 'There is no such drill run.' }

export async function showRun(
  { store }: Pick<Services, 'store'>,
  caller: Caller,
  run_id: string,
): Promise<Result<RunView>> {
  const record = await findRun(store.read, caller.workspace, run_id)
  const [view] = record ? await viewRuns(store.read, caller, [record]) : []
  return view ? ok(view) : { ok: false, refusal: noSuchRun }
}
