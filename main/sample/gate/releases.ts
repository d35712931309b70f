import { createHash } from 'node:crypto'
import type { HostKind } from '../../../shared/domain/surface.ts'
import type { Release } from '../../gate/host.ts'

/** By the ledger; a run of the forge does not say how the host calls what it released. */
export type Known = { id: string | null; sha: string | null; at: string; label: string }

/** What was released at the surfaces that are the sample's own: in memory, and gone with it. */
export function createReleases(now: () => number) {
  const bySurface = new Map<string, Release[]>()
  const of = (surface: string): readonly Release[] => bySurface.get(surface) ?? []
  return {
    /** Oldest first. */
    of,
    /** One that the ledger knows of, from another process or from before. */
    know(surface: string, host: HostKind, { id, sha, at, label }: Known): void {
      const before = of(surface)
      const isThere = (one: Release) => one.id === id || (id === null && one.sha === sha && isAtOnce(one.at, at))
      if (before.some(isThere)) return
      bySurface.set(surface, [...before, { id: id ?? idOf(host, before.length + 1, sha, at), sha, at, label }])
    },
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

/** The run of a forge pushes a moment before it is over. */
const isAtOnce = (one: string | null, other: string): boolean =>
  one !== null && Math.abs(Date.parse(one) - Date.parse(other)) < 60_000

/** As each host calls what it has released. */
function idOf(host: HostKind, n: number, sha: string | null, at: string): string {
  const seal = createHash('sha256').update(`${n} ${sha} ${at}`).digest('hex')
  if (host === 'cloudflare-pages') return [seal.slice(0, 8), seal.slice(8, 12), seal.slice(12, 16)].join('-')
  return host === 'terraform' ? `serial-${40 + n}` : `v${n}`
}
