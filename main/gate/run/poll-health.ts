import type { Surface } from '../../../shared/domain/surface.ts'
import { type Probed, probe } from '../probe.ts'
import type { Run } from './open-run.ts'
import { pause } from './pause.ts'

/** One look after the other, each of them recorded, until one finds it well or none is left. */
export async function pollHealth(run: Run, { health }: Surface): Promise<void> {
  const attempts = run.deploy.health_attempts
  if (attempts === 0) {
    run.say('No address is known to ask for its health, so nobody looks.')
    await run.end('success', { detail: 'Its health was not looked at: no address is known to ask.' })
    return
  }
  for (let n = run.deploy.probes.length + 1; n <= attempts; n++) {
    if (n > 1) await pause(health.interval_seconds * 1000, run.leaving)
    run.goOn()
    const at = new Date(run.services.clock()).toISOString()
    const found = await look(run, health)
    await run.advance({ kind: 'probed', probe: { n, at, ...found } })
    if (found.ok) {
      await run.end('success', { detail: null })
      return
    }
  }
  const last = run.deploy.probes.at(-1)?.error ?? ''
  const times = attempts === 1 ? 'its one probe' : `all ${attempts} probes`
  await run.end('health_check_failed', { detail: `It was not well at ${times}. The last: ${last}` })
}

async function look(run: Run, { url, timeout_seconds }: Surface['health']): Promise<Probed> {
  if (url === null) return { ok: false, status: null, ms: 0, error: 'No address is known to ask any more.' }
  return probe({ url, timeout_seconds }, { fetch: run.services.gate.fetch }, run.leaving)
}
