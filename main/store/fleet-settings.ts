import { z } from 'zod'
import type { Who } from '../../shared/domain/action.ts'
import { canonicalText } from '../../shared/domain/entry.ts'
import { FleetSettings, usualSettings } from '../../shared/domain/fleet-settings.ts'
import { WhoShape } from '../../shared/domain/gate-shapes.ts'
import type { ReadDb } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

const Said = z.strictObject({ settings: FleetSettings, by: WhoShape, since: z.string() })
export type SaidSettings = { settings: FleetSettings; by: Who; since: string }

/** As it is stored; nothing, where nobody has ever said anything about it. */
export async function readFleetSettingsRow(db: ReadDb, workspace: string) {
  const [row] = await runByKey(db, 'fleet-settings', [workspace], () =>
    db.selectFrom('fleet_setting').select(['document', 'last_seq']).where('workspace', '=', workspace),
  )
  return row
}

/** What somebody has said, and who; null while nobody has. */
export async function readSaidSettings(db: ReadDb, workspace: string): Promise<SaidSettings | null> {
  const row = await readFleetSettingsRow(db, workspace)
  return row === undefined ? null : Said.parse(JSON.parse(row.document))
}

/** What holds now: prices, the detector's limits, how long telemetry is kept. */
export async function readFleetSettings(db: ReadDb, workspace: string): Promise<FleetSettings> {
  return (await readSaidSettings(db, workspace))?.settings ?? usualSettings
}

export async function saveFleetSettings(tx: Tx, said: SaidSettings, last_seq: number): Promise<void> {
  const row = { document: canonicalText(said), last_seq }
  await tx.db
    .insertInto('fleet_setting')
    .values({ workspace: tx.workspace, ...row })
    .onConflict((conflict) => conflict.column('workspace').doUpdateSet(row))
    .execute()
}
