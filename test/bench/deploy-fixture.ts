import { join } from 'node:path'
import { openLocalHost } from '../../main/gate/hosts/local.ts'
import { type Surface, SurfaceDefinition } from '../../shared/domain/surface.ts'
import { bareGit, newRepository } from '../fakes/git-repository.ts'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'

export type Range = { path: string; from_sha: string; to_sha: string }

/** A repository with a range of so many commits that touches so many files: written by fast-import, in seconds. */
export function writeRange(folder: string, { commits, files }: { commits: number; files: number }): Range {
  const path = join(folder, `range-${commits}`)
  const repository = newRepository(path)
  const text = (file: number, turn: number) =>
    Array.from(
      { length: 40 },
      (_, line) => `line ${line} of ${file}${line === turn % 40 ? `, turn ${turn}` : ''}\n`,
    ).join('')
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`
  const put = (file: number, turn: number) =>
    `M 100644 inline src/part-${file % 20}/module-${file}.ts\n${data(text(file, turn))}`
  const commit = (n: number, changes: string) =>
    `commit refs/heads/main\ncommitter Person ${n % 12} <p${n % 12}@example.com> ${1_700_000_000 + n * 60} +0000\n${data(`Change module ${n % files} for the ${n}th time`)}${changes}\n`
  const stream = [commit(0, Array.from({ length: files }, (_, file) => put(file, 0)).join(''))]
  for (let n = 1; n <= commits; n++) stream.push(commit(n, put(n % files, n)))
  bareGit(path, ['fast-import', '--quiet', '--done'], `${stream.join('')}done\n`)
  const to_sha = repository.git('rev-parse', 'main')
  return { path, to_sha, from_sha: repository.git('rev-parse', `main~${commits}`) }
}

export function localSurface(repository: string, remote: string, health: string | null = null): Surface {
  return SurfaceDefinition.parse({
    ...{ id: 'bench', name: 'Bench', app: 'bench', host: 'local', paths: { local: {} } },
    ...{ repository, remote, health: { url: health, interval_seconds: 0.1 } },
  })
}

export type DeployFixture = {
  service: ServiceRepository
  surface: Surface
  host: ReturnType<typeof openLocalHost>
  /** Two releases, and the commits that they are of; the second one runs. */
  shas: readonly [string, string]
  close(): Promise<void>
}

/** A real repository with a real service behind it, on which two releases were deployed through the local host. */
export async function openDeployFixture(): Promise<DeployFixture> {
  const service = await openServiceRepository()
  const surface = localSurface(service.repository, service.remote, service.health)
  const needs = { surface, dir: join(service.folder, 'gate'), clock: Date.now, fetch, secret: async () => null }
  const host = openLocalHost(needs)
  const shas = [service.commit({ message: 'first' }), service.commit({ message: 'second' })] as const
  const { signal } = new AbortController()
  let from_sha: string | null = null
  for (const to_sha of shas) {
    await host.deploy({ deploy_id: 'bench', from_sha, to_sha, operator: 'bench' }, () => {}, signal)
    from_sha = to_sha
  }
  return { service, surface, host, shas, close: () => service.close() }
}
