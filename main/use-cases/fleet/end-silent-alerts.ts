import type { Services } from '../../services.ts'
import { endSilentAlerts as endIn } from '../../store/end-silent-alerts.ts'
import { within } from '../../store/within.ts'
import { listWorkspaces } from '../../store/workspaces.ts'

/** Alertmanager tells again what burns, every four hours unless it was told otherwise. */
const silentMs = 24 * 3_600_000

type Ends = Pick<Services, 'store' | 'clock' | 'stopping' | 'log'>

/** What Alertmanager has not told again for a day is over: its end was lost, or the Alertmanager is gone. */
export async function endSilentAlerts({ store, clock, stopping, log }: Ends): Promise<void> {
  for (const workspace of await listWorkspaces(store.read)) {
    if (stopping.aborted) return
    try {
      const before_ms = clock() - silentMs
      await within(workspace, () => endIn(store, workspace, before_ms))
    } catch (error) {
      log.warn({ err: error, workspace }, 'silent alerts could not be ended; it is tried again')
    }
  }
}
