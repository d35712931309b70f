import type { Services } from '../../services.ts'
import type { Tx } from '../../store/store.ts'
import { type KnownSurface, readKnownSurfaces } from '../surfaces/known-surfaces.ts'
import type { Report } from './record-deploy.ts'

/** The surface that a report means: by its id, else by its app; and where nobody here knows it, a name for it all the same. */
export async function surfaceOfReport(
  services: Pick<Services, 'gate' | 'workspace'>,
  tx: Tx,
  { surface, target_app, environment }: Pick<Report, 'surface' | 'target_app' | 'environment'>,
): Promise<{ surface_id: string; known: KnownSurface | undefined }> {
  const { surfaces } = await readKnownSurfaces(services, tx.db, tx.workspace)
  const byId = surfaces.find((known) => known.surface.id === surface)
  const ofApp = surfaces.filter((known) => known.surface.app === target_app)
  const byApp = ofApp.find((known) => known.surface.environment === environment) ?? ofApp[0]
  const known = byId ?? (surface === undefined ? byApp : undefined)
  return { surface_id: known?.surface.id ?? surface ?? idFor(target_app), known }
}

/** As an app is called there, in the letters that an id has. */
function idFor(app: string): string {
  const id = app
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
  return id.replace(/-+$/, '') || 'unknown'
}
