import { canonicalText } from '../../../shared/domain/entry.ts'
import { type FleetSettings, usualSettings, writeSettings } from '../../../shared/domain/fleet-settings.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { viewActors } from '../../store/actors.ts'
import { readSaidSettings, saveFleetSettings } from '../../store/fleet-settings.ts'
import type { ReadDb } from '../../store/schema.ts'
import { sumUsageByWho } from '../../store/usage.ts'
import type { Act } from '../transition.ts'
import { unpricedModels } from './unpriced-models.ts'
import type { FleetSettingsOnWire } from './views.ts'

const dayMs = 86_400_000

export const showFleetSettings = ({ store, clock }: Pick<Services, 'store' | 'clock'>, workspace: string) =>
  viewSettings(store.read, workspace, clock())

/** To set them as they are already changes nothing, and is no entry. New prices count for what comes afterwards. */
export async function setFleetSettings(
  { tx, who }: Pick<Act, 'tx' | 'who'>,
  wanted: { [K in keyof FleetSettings]?: FleetSettings[K] | undefined },
): Promise<Result<FleetSettingsOnWire>> {
  const before = (await readSaidSettings(tx.db, tx.workspace))?.settings ?? usualSettings
  const settings: FleetSettings = {
    prices: wanted.prices ?? before.prices,
    detector: wanted.detector ?? before.detector,
    retention_days: wanted.retention_days ?? before.retention_days,
  }
  if (canonicalText(settings) !== canonicalText(before)) {
    const { seq } = tx.append({ ...writeSettings(tx.workspace, settings), actor: who })
    await saveFleetSettings(tx, { settings, by: who, since: tx.now }, seq)
  }
  return ok(await viewSettings(tx.db, tx.workspace, Date.parse(tx.now)))
}

async function viewSettings(db: ReadDb, workspace: string, now: number): Promise<FleetSettingsOnWire> {
  const said = await readSaidSettings(db, workspace)
  const actors = await viewActors(db, workspace, said ? [said.by.digest] : [])
  const used = await sumUsageByWho(db, workspace, { from_ms: now - dayMs, to_ms: now + 60_000 })
  const settings = said?.settings ?? usualSettings
  return {
    ...settings,
    by: (said && actors[said.by.digest]) ?? null,
    since: said?.since ?? null,
    unpriced: unpricedModels(used, settings.prices),
  }
}
