import { createHash } from 'node:crypto'
import type { HostKind } from '../../../shared/domain/surface.ts'
import type { Release } from '../../gate/host.ts'

/** What was released at the surfaces that are the sample's own: in memory, and gone with it. */
export function createReleases(now: () => number) {
  const bySurface = new Map<string, Release[]>()
  const of = (surface: string): readonly Release[] => bySurface.get(surface) ?? []
  return {
    /** Oldest first. */
    of,
    running: (surface: string): Release | null => of(surface).at(-1) ?? null,
    /** Named as its host would name it. `at` is now, unless the story says when. */
    add(
      surface: string,
      host: HostKind,
      { sha, label, at }: { sha: string | null; label: string; at?: string },
    ): Release {
      const before = of(surface)
      const time = at ?? new Date(now()).toISOString()
      const release = { id: idOf(host, before.length + 1, sha, time), sha, at: time, label }
      bySurface.set(surface, [...before, release])
      return release
    },
  }
}
export type Releases = ReturnType<typeof createReleases>

/** As each host calls what it has released. */
function idOf(host: HostKind, n: number, sha: string | null, at: string): string {
  const seal = createHash('sha256').update(`${n} ${sha} ${at}`).digest('hex')
  if (host === 'cloudflare-pages') return [seal.slice(0, 8), seal.slice(8, 12), seal.slice(12, 16)].join('-')
  return host === 'terraform' ? `serial-${40 + n}` : `v${n}`
}
