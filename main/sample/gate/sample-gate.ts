import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Surface } from '../../../shared/domain/surface.ts'
import { programEnvironment } from '../../gate/program-environment.ts'
import type { GateSetting } from '../../gate/setting.ts'
import type { SampleRun } from './forge-run.ts'
import { type Asked, type Said, saidJson, serveLoopback } from './loopback.ts'
import { failedChecks, illCommits, raxxHistory } from './raxx-history.ts'
import { createReleases, type Releases } from './releases.ts'
import { createSampleForge } from './sample-forge.ts'
import { openSampleHost } from './sample-host.ts'
import { sampleService } from './sample-service.ts'
import { forgeRepository, sampleSurfaces } from './sample-surfaces.ts'
import { serviceHistory, serviceRuns } from './service-history.ts'
import { type History, writeRepository } from './write-repository.ts'

export type SampleGate = {
  setting: Partial<GateSetting>
  surfaces: readonly Surface[]
  /** Where its forge and its services are. */
  site: string
  releases: Releases
  raxx: History
  service: History
  close(): Promise<void>
}

/** What the sample deploys, and to where: all of it in its folder and on loopback, and gone when it is closed. */
export async function openSampleGate(dataDir: string): Promise<SampleGate> {
  const dir = join(dataDir, 'sample-repositories')
  for (const old of [dir, join(dataDir, 'gate')]) rmSync(old, { recursive: true, force: true })
  const [raxxDir, serviceDir, remote] = ['raxx.git', 'sample-service.git', 'production.git'].map((name) =>
    join(dir, name),
  )
  const now = Date.now()
  const running = serviceHistory.slice(0, serviceHistory.findIndex(({ name }) => name === serviceRuns) + 1)
  const releases = createReleases(Date.now)
  const [raxx, service, , site, serviceSite] = await Promise.all([
    writeRepository(raxxDir ?? '', raxxHistory, now),
    writeRepository(serviceDir ?? '', serviceHistory, now),
    writeRepository(remote ?? '', running, now),
    serveLoopback((asked) => answer(asked)),
    serveLoopback(sampleService(remote ?? '')),
  ])
  const isIll = (surface: string, sha: string | null) =>
    illCommits[surface] !== undefined && sha === raxx.shaOf(illCommits[surface])
  const checksPass = (sha: string) => !failedChecks.some((name) => raxx.shaOf(name) === sha)
  const surfaces = sampleSurfaces({
    ...{ raxx: raxxDir ?? '', service: serviceDir ?? '', serviceRemote: remote ?? '' },
    ...{ site: site.origin, serviceSite: serviceSite.origin },
  })
  const byId = new Map(surfaces.map((surface) => [surface.id, surface]))
  const forge = createSampleForge({
    repository: forgeRepository,
    origin: () => site.origin,
    now: Date.now,
    checksPass,
    findings: ({ inputs }: SampleRun) => ({
      checksPass: checksPass(inputs.sha ?? ''),
      isWell: !isIll(inputs.surface ?? '', inputs.sha ?? null),
    }),
    push({ inputs }) {
      const surface = byId.get(inputs.surface ?? '')
      if (surface === undefined || !inputs.sha) return
      releases.add(surface.id, surface.host, { sha: inputs.sha, label: `Deploy ${inputs.sha.slice(0, 7)} by a run` })
    },
  })

  /** `/raptor/health` and the like are the surfaces that are made up; everything else is the forge. */
  function answer(asked: Asked): Said {
    const id = /^\/([a-z0-9-]+)\/health$/.exec(asked.path)?.[1]
    if (id === undefined || !byId.has(id)) return forge.answer(asked)
    forge.settle()
    const sha = releases.running(id)?.sha ?? null
    const ok = sha !== null && !isIll(id, sha)
    return saidJson(ok ? 200 : 503, { sample: true, ok, commit: sha })
  }

  return {
    surfaces,
    site: site.origin,
    releases,
    raxx,
    service,
    setting: {
      surfaces: () => surfaces,
      // The sample needs no secret of anybody's, so it is given none: what is looked for is made up too.
      env: { ...programEnvironment({}), HEROKU_API_KEY: 'sample-only', CLOUDFLARE_API_TOKEN: 'sample-only' },
      forgePollMs: 700,
      openHost: ({ surface }) =>
        byId.has(surface.id) && surface.host !== 'local' ? openSampleHost(surface, releases, forge.settle) : undefined,
    },
    async close() {
      await Promise.all([site.close(), serviceSite.close()])
    },
  }
}
