import type { Services } from '../../services.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { forgetTelemetry, hasOldTelemetry } from '../../store/forget-telemetry.ts'
import { readRetention } from '../../store/retention.ts'
import { within } from '../../store/within.ts'
import { listWorkspaces } from '../../store/workspaces.ts'
import { inTurn } from '../telemetry/intake.ts'

const dayMs = 86_400_000

type Prunes = Pick<Services, 'store' | 'clock' | 'stopping' | 'log'>

/** Lets go of telemetry that has been kept for as long as the settings say, in every workspace. */
export async function pruneTelemetry(services: Prunes): Promise<void> {
  const { store, stopping, log } = services
  for (const workspace of await listWorkspaces(store.read)) {
    if (stopping.aborted) return
    try {
      await within(workspace, () => pruneIn(services, workspace))
    } catch (error) {
      log.warn({ err: error, workspace }, 'old telemetry could not be let go; it is tried again')
    }
  }
}

/** A little at a time, so that nobody who decides something waits for long; under a legal hold, nothing. */
async function pruneIn({ store, clock, stopping }: Prunes, workspace: string): Promise<void> {
  const { retention_days } = await readFleetSettings(store.read, workspace)
  if (!(await hasOldTelemetry(store.read, workspace, clock() - retention_days * dayMs))) return
  for (;;) {
    const more = await inTurn(store, () =>
      store.write(workspace, async (tx) => {
        const { legal_hold } = await readRetention(tx.db, workspace)
        if (legal_hold !== null) return false
        const { retention_days } = await readFleetSettings(tx.db, workspace)
        return forgetTelemetry(tx, clock() - retention_days * dayMs)
      }),
    )
    if (!more || stopping.aborted) return
  }
}
