import { z } from 'zod'
import { runGit } from '../../gate/git/run-git.ts'
import { type Asked, type Said, saidJson } from './loopback.ts'

const Service = z.object({
  version: z.string(),
  greeting: z.string(),
  needs: z.array(z.string()),
  settings: z.record(z.string(), z.string()),
})

/**
 * The service that the surface `sample-service` deploys. There is no program beside the sample that could be started anew
 * (a desktop app may not run scripts of its own, its fuse runAsNode is off), so this one lives in the sample's process and
 * reads at every request what the pushed branch has. What was pushed decides what it answers, and whether it is well.
 */
export const sampleService =
  (remote: string) =>
  async ({ path }: Asked): Promise<Said> => {
    const { service, why } = await readPushed(remote)
    if (service === null) return saidJson(503, { sample: true, ok: false, why })
    const missing = service.needs.filter((name) => (service.settings[name] ?? '') === '')
    if (path === '/health')
      return saidJson(missing.length === 0 ? 200 : 503, {
        sample: true,
        ok: missing.length === 0,
        version: service.version,
        ...(missing.length > 0 && { why: `nobody has set ${missing.join(', ')}` }),
      })
    if (path !== '/') return saidJson(404, { sample: true, why: 'there is / and /health' })
    return { status: 200, text: `${service.greeting}\n\nSample service ${service.version}. Nothing here is real.\n` }
  }

async function readPushed(remote: string): Promise<{ service: z.output<typeof Service> | null; why: string }> {
  const nothing = (why: string) => ({ service: null, why })
  const args = ['show', 'refs/heads/main:service.json']
  const run = await runGit({ gitDir: remote, args, signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
  if (run === undefined) return nothing('git cannot be run here')
  if (run.code !== 0) return nothing('nothing was deployed yet')
  try {
    const read = Service.safeParse(JSON.parse(run.stdout))
    return read.success ? { service: read.data, why: '' } : nothing('its service.json does not say what it is')
  } catch {
    return nothing('its service.json is no JSON')
  }
}
