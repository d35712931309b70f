import type { Who } from '../../shared/domain/action.ts'
import { canonicalText, type Json } from '../../shared/domain/entry.ts'
import { type Surface, SurfaceDefinition } from '../../shared/domain/surface.ts'
import { calm, type Standing } from '../../shared/domain/surface-standing.ts'
import { StandingShape } from '../../shared/domain/surface-standing-shape.ts'
import type { ReadDb, Schema } from './schema.ts'
import type { Tx } from './store.ts'

/** A surface that was defined through the API. */
export type SurfaceRecord = { surface: Surface; changed_at: string; changed_by: Who; last_seq: number }
export type SurfaceRow = Schema['surface']
export type StandingRow = Schema['surface_standing']

export const surfaceText = (surface: Surface): string => canonicalText(surface as unknown as Json)
const standingText = (standing: Standing): string => canonicalText(standing as unknown as Json)

const surfaceRecordOf = (row: SurfaceRow): SurfaceRecord => ({
  surface: SurfaceDefinition.parse(JSON.parse(row.document)),
  changed_at: row.changed_at,
  changed_by: { id: row.changed_by, digest: row.changed_by_digest },
  last_seq: row.last_seq,
})

const surfaceRowOf = (workspace: string, { surface, changed_at, changed_by, last_seq }: SurfaceRecord): SurfaceRow => ({
  workspace,
  surface_id: surface.id,
  document: surfaceText(surface),
  changed_at,
  changed_by: changed_by.id,
  changed_by_digest: changed_by.digest,
  last_seq,
})

export async function saveSurface(tx: Tx, record: SurfaceRecord): Promise<void> {
  const row = surfaceRowOf(tx.workspace, record)
  const { workspace: _, surface_id: __, ...changed } = row
  await tx.db
    .insertInto('surface')
    .values(row)
    .onConflict((on) => on.columns(['workspace', 'surface_id']).doUpdateSet(changed))
    .execute()
}

export async function findSurface(db: ReadDb, workspace: string, id: string): Promise<SurfaceRecord | undefined> {
  const row = await db
    .selectFrom('surface')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('surface_id', '=', id)
    .executeTakeFirst()
  return row && surfaceRecordOf(row)
}

export async function readSurfaces(db: ReadDb, workspace: string): Promise<SurfaceRecord[]> {
  return (await readSurfaceRows(db, workspace)).map(surfaceRecordOf)
}

export const readSurfaceRows = (db: ReadDb, workspace: string): Promise<SurfaceRow[]> =>
  db.selectFrom('surface').selectAll().where('workspace', '=', workspace).orderBy('surface_id').execute()

export async function readStanding(db: ReadDb, workspace: string, surface_id: string): Promise<Standing> {
  const row = await db
    .selectFrom('surface_standing')
    .select('document')
    .where('workspace', '=', workspace)
    .where('surface_id', '=', surface_id)
    .executeTakeFirst()
  return row ? StandingShape.parse(JSON.parse(row.document)) : calm
}

export async function readStandings(db: ReadDb, workspace: string): Promise<ReadonlyMap<string, Standing>> {
  const rows = await readStandingRows(db, workspace)
  return new Map(rows.map(({ surface_id, document }) => [surface_id, StandingShape.parse(JSON.parse(document))]))
}

export const readStandingRows = (db: ReadDb, workspace: string): Promise<StandingRow[]> =>
  db.selectFrom('surface_standing').selectAll().where('workspace', '=', workspace).orderBy('surface_id').execute()

export async function saveStanding(tx: Tx, surface_id: string, standing: Standing, last_seq: number): Promise<void> {
  const changed = { document: standingText(standing), last_seq }
  await tx.db
    .insertInto('surface_standing')
    .values({ workspace: tx.workspace, surface_id, ...changed })
    .onConflict((on) => on.columns(['workspace', 'surface_id']).doUpdateSet(changed))
    .execute()
}
