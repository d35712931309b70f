import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Surface } from '../../../shared/domain/surface.ts'
import { programEnvironment } from '../../gate/program-environment.ts'
import type { GateSetting } from '../../gate/setting.ts'
import type { Services } from '../../services.ts'
import { version } from '../../version.ts'
import type { SampleRun } from './forge-run.ts'
import { isShownElsewhere, type KeptSample, keepSample, keptFile, sampleName } from './kept-sample.ts'
import { type Asked, type Said, saidJson, serveLoopback } from './loopback.ts'
import { failedChecks, illCommits, raxxHistory } from './raxx-history.ts'
import { releasedBy } from './released-by.ts'
import { createReleases, type Known, type Releases } from './releases.ts'
import { createSampleForge } from './sample-forge.ts'
import { openSampleHost } from './sample-host.ts'
import { sampleService } from './sample-service.ts'
import { forgeRepository, sampleSurfaces } from './sample-surfaces.ts'
import { serviceHistory, serviceRuns } from './service-history.ts'
import { type History, readRepository, writeRepository } from './write-repository.ts'

export type SampleGate = {
  setting: Partial<GateSetting>
  surfaces: readonly Surface[]
  /** Where its forge and its services are. */
  site: string
  releases: Releases
  raxx: History
  service: History
  /** Whether another process is showing this very sample. */
  isShown: boolean
  /** Another process may go on with it from now on: its story is told. */
  keep(): void
  /** From now on what the ledger says was released was. */
  follow(services: Services): void
  close(): Promise<void>
}

/**
 * What the sample deploys, and to where: all of it in its folder and on loopback. `kept`: it is there from before, and goes
 * on; and where another process is showing it just now, this one uses what that one serves.
 */
export async function openSampleGate(dataDir: string, kept?: KeptSample): Promise<SampleGate> {
  const dir = join(dataDir, 'sample-repositories')
  if (!kept)
    for (const old of [dir, join(dataDir, 'gate'), keptFile(dataDir)]) rmSync(old, { recursive: true, force: true })
  const isShown = kept !== undefined && (await isShownElsewhere(kept))
  const id = kept?.id ?? randomUUID()
  const repository = kept ? readRepository : writeRepository
  const serve = (origin: string | undefined, answer: Parameters<typeof serveLoopback>[0]) =>
    isShown && origin !== undefined ? { origin, close: async () => {} } : serveLoopback(answer)
  const [raxxDir, serviceDir, remote] = ['raxx.git', 'sample-service.git', 'production.git'].map((name) =>
    join(dir, name),
  )
  const now = Date.now()
  const running = serviceHistory.slice(0, serviceHistory.findIndex(({ name }) => name === serviceRuns) + 1)
  const releases = createReleases(Date.now)
  const [raxx, service, , site, serviceSite] = await Promise.all([
    repository(raxxDir ?? '', raxxHistory, now),
    repository(serviceDir ?? '', serviceHistory, now),
    repository(remote ?? '', running, now),
    serve(kept?.site, (asked) => answer(asked)),
    serve(kept?.serviceSite, sampleService(remote ?? '')),
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

  let ledger: ((surface: string) => Promise<Known[]>) | undefined
  /** What its runs have pushed by now, and what another process on the same sample has released. */
  async function settle(surface: string): Promise<void> {
    forge.settle()
    const host = byId.get(surface)?.host
    if (host === undefined) return
    for (const release of (await ledger?.(surface)) ?? []) releases.know(surface, host, release)
  }

  /** `/raptor/health` and the like are the surfaces that are made up; everything else is the forge. */
  async function answer(asked: Asked): Promise<Said> {
    if (asked.path === sampleName) return saidJson(200, { sample: id })
    const surface = /^\/([a-z0-9-]+)\/health$/.exec(asked.path)?.[1]
    if (surface === undefined || !byId.has(surface)) return forge.answer(asked)
    await settle(surface)
    const sha = releases.running(surface)?.sha ?? null
    const ok = sha !== null && !isIll(surface, sha)
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
        byId.has(surface.id) && surface.host !== 'local'
          ? openSampleHost(surface, releases, () => settle(surface.id))
          : undefined,
    },
    isShown,
    keep() {
      const places = { site: site.origin, serviceSite: serviceSite.origin }
      keepSample(dataDir, { id, began: kept?.began ?? now, version, ...places })
    },
    follow(services) {
      ledger = (surface) => releasedBy(services, surface)
    },
    async close() {
      await Promise.all([site.close(), serviceSite.close()])
    },
  }
}
