import type { Deploy, Probe } from '../../../shared/domain/gate.ts'
import { surfaceActions, surfaceSubject } from '../../../shared/domain/surface-entries.ts'
import type { Services } from '../../services.ts'
import { readInFlight } from '../../store/deploys.ts'
import { readEntries } from '../../store/entries.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readStanding } from '../../store/surfaces.ts'
import { tellOfAlert } from '../../use-cases/deploys/notices/tell-of-deploy.ts'
import { changeStanding } from '../../use-cases/surfaces/change-standing.ts'
import { findKnownSurface } from '../../use-cases/surfaces/known-surfaces.ts'
import { probe } from '../probe.ts'
import { bySystem } from './advance-held.ts'
import { pause } from './pause.ts'

type Watched = Pick<Deploy, 'deploy_id' | 'surface_id'>

/** Asks again and again whether it is still well. So many failures in a row are a breach: they are the alert's evidence. */
export async function lookAfter(
  services: Services,
  workspace: string,
  deploy: Watched,
  since: number,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, gate } = services
  let failed: Probe[] = []
  for (let n = 1; await isItsTurn(store.read, workspace, deploy); n++) {
    const known = await findKnownSurface(services, store.read, workspace, deploy.surface_id)
    if (known === undefined) return
    const { health, watch } = known.surface
    const { url, timeout_seconds } = health
    const until = since + watch.minutes * 60_000
    if (url === null || clock() >= until) return
    // Several processes that began together do not ask together.
    await pause(watch.every_seconds * 1000 * (0.9 + Math.random() * 0.2), signal)
    if (clock() >= until) return
    if (await isElsewhere(store.read, workspace, deploy)) {
      failed = []
      continue
    }
    const at = new Date(clock()).toISOString()
    const found = await probe({ url, timeout_seconds }, { fetch: gate.fetch }, signal)
    failed = found.ok ? [] : [...failed, { n, at, ...found }]
    if (failed.length >= watch.failures) await raise(services, workspace, deploy, failed)
  }
}

/** It is what runs, and its alert was not raised. */
async function isItsTurn(db: ReadDb, workspace: string, { deploy_id, surface_id }: Watched): Promise<boolean> {
  const { running } = await readStanding(db, workspace, surface_id)
  return running?.deploy_id === deploy_id && !(await wasRaised(db, workspace, surface_id, deploy_id))
}

/** What fails while something else goes out is not this one's fault; and where an alert of another is open, nobody needs two. */
async function isElsewhere(db: ReadDb, workspace: string, { surface_id }: Watched): Promise<boolean> {
  if ((await readInFlight(db, workspace, surface_id)).length > 0) return true
  return (await readStanding(db, workspace, surface_id)).alert !== null
}

/** Also by somebody else who looked, and also where a person has cleared it: of one deploy there is one alert. */
async function wasRaised(db: ReadDb, workspace: string, surface_id: string, deploy_id: string): Promise<boolean> {
  const of = { action: surfaceActions.alert_raised, subject: surfaceSubject(surface_id) }
  const raised = await readEntries(db, workspace, { ...of, order: 'desc', limit: 20 })
  return raised.some(
    ({ data }) => typeof data === 'object' && data !== null && 'deploy_id' in data && data.deploy_id === deploy_id,
  )
}

/** Decided anew in the transaction: only one of those who look raises it, and only if nothing newer has begun. */
async function raise(services: Services, workspace: string, deploy: Watched, probes: readonly Probe[]): Promise<void> {
  const { store, log } = services
  const { deploy_id, surface_id } = deploy
  const raised = await store.write(workspace, async (tx) => {
    if (!(await isItsTurn(tx.db, workspace, deploy)) || (await isElsewhere(tx.db, workspace, deploy))) return false
    const by = await bySystem(tx)
    const alert = { deploy_id, at: tx.now, probes }
    const { ok } = await changeStanding(tx, surface_id, { kind: 'alert_raised', alert }, by)
    if (ok) await tellOfAlert(services, tx, deploy_id)
    return ok
  })
  if (raised) log.warn({ deploy_id, surface: surface_id }, 'the health of what was deployed broke: an alert is raised')
}
