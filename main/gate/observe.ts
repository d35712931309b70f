import { definitionDigest } from '../../shared/domain/preview.ts'
import type { Surface } from '../../shared/domain/surface.ts'
import type { Services } from '../services.ts'
import { repositoriesDir } from './folders.ts'
import { countBetween } from './git/count-between.ts'
import { openRepository } from './git/open-repository.ts'
import { resolveCommit } from './git/resolve-commit.ts'
import { type Host, HostRefused, type Release, type Running } from './host.ts'
import { openHost } from './open-host.ts'
import { orFault } from './or-fault.ts'
import { type Probed, probe } from './probe.ts'

/** What was said, and when it was; `error` is why it could not be asked since. Neither is there before anybody asked. */
type Told<T> = { value: T; at: string } | null
export type Seen = {
  running: Told<Running>
  releases: Told<Release[]>
  health: Told<Probed>
  lead: Told<number>
  /** Why its host did not say what runs, the last time that it was asked. */
  error: string | null
  asked_at: string | null
}

type Watched = { digest: string; host: Host; seen: Seen; asking: Promise<void> | undefined }
type Needs = Pick<Services, 'gate' | 'secrets' | 'clock' | 'stopping' | 'onClose' | 'log'>

const oldMs = 15_000
const patienceMs = 10_000
const atOnce = 4
const releasesShown = 20
const nothing: Seen = { running: null, releases: null, health: null, lead: null, error: null, asked_at: null }

export type Observer = ReturnType<typeof createObserver>

/**
 * What hosts, probes and repositories said last, of this process. Whoever looks gets what is known at once; what is older
 * than a moment, or than what has happened since, is asked anew behind their back.
 */
export function createObserver(needs: Needs) {
  const { gate, clock, stopping, log } = needs
  const watched = new Map<string, Watched>()
  const slots = openSlots(atOnce)
  needs.onClose(async () => {
    await Promise.allSettled([...watched.values()].map(({ asking }) => asking))
  })

  /** Of a surface that is defined anew nothing is known. */
  const watchedOf = (workspace: string, surface: Surface): Watched => {
    const key = JSON.stringify([workspace, surface.id])
    const digest = definitionDigest(surface)
    const known = watched.get(key)
    if (known?.digest === digest) return known
    const fresh = { digest, host: openHost(needs, workspace, surface), seen: nothing, asking: undefined }
    watched.set(key, fresh)
    return fresh
  }

  const ask = (workspace: string, surface: Surface): Promise<void> => {
    const of = watchedOf(workspace, surface)
    of.asking ??= slots(() => lookAt(of, workspace, surface)).finally(() => {
      of.asking = undefined
    })
    return of.asking
  }

  async function lookAt(of: Watched, workspace: string, surface: Surface): Promise<void> {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)])
    const at = new Date(clock()).toISOString()
    const told = <T>(value: T) => ({ value, at })
    const [running, releases, health] = await Promise.all([
      orFault(of.host.running(signal), signal),
      orFault(of.host.releases(releasesShown, signal), signal),
      probed(surface, signal),
    ])
    const sha = running.ok ? running.value.sha : null
    const lead = sha === null ? null : await leadOf(surface, workspace, sha, signal)
    for (const { error } of [running, releases].filter((each) => !each.ok))
      if (!(error instanceof HostRefused)) log.debug({ err: error, surface: surface.id }, 'a host could not be asked')
    of.seen = {
      running: running.ok ? told(running.value) : of.seen.running,
      releases: releases.ok ? told(releases.value) : of.seen.releases,
      health: health && told(health),
      lead: lead === null ? null : told(lead),
      error: running.ok ? null : running.why,
      asked_at: at,
    }
  }

  async function leadOf(surface: Surface, workspace: string, sha: string, signal: AbortSignal): Promise<number | null> {
    try {
      const place = { repository: surface.repository, dir: repositoriesDir(gate, workspace) }
      const repository = await openRepository(place, signal)
      const tip = await resolveCommit(repository, surface.ref, signal)
      return tip === null ? null : (await countBetween(repository, sha, tip, signal)).ahead
    } catch {
      // Nobody waits for it: where the repository cannot be asked, the lead is not known.
      return null
    }
  }

  const probed = async ({ health: { url, timeout_seconds } }: Surface, signal: AbortSignal) => {
    if (url === null) return null
    const found = await orFault(probe({ url, timeout_seconds }, { fetch: gate.fetch }, signal), signal)
    return found.ok ? found.value : { ok: false, status: null, ms: 0, error: found.why }
  }

  return {
    host: (workspace: string, surface: Surface): Host => watchedOf(workspace, surface).host,
    /** What is known now. `since`: what was seen before that is told no more, and is asked anew at once. */
    look(workspace: string, surface: Surface, since: string | null): Seen {
      const { seen } = watchedOf(workspace, surface)
      const { asked_at } = seen
      const isOld = asked_at === null || clock() - Date.parse(asked_at) > oldMs || (since !== null && asked_at < since)
      if (isOld && !stopping.aborted) void ask(workspace, surface).catch(() => {})
      return seen
    },
    /** What is known now, and nobody is asked. */
    seen: (workspace: string, surface: Surface): Seen => watchedOf(workspace, surface).seen,
    /** Asks now, and waits for the answer, though not for ever. What somebody asked for before does not count. */
    async fresh(workspace: string, surface: Surface): Promise<Seen> {
      const under_way = watchedOf(workspace, surface).asking
      if (under_way) await under_way
      await ask(workspace, surface)
      return watchedOf(workspace, surface).seen
    },
    /** Everything that was being asked is answered. */
    async settled(): Promise<void> {
      await Promise.allSettled([...watched.values()].map(({ asking }) => asking))
    },
  }
}

const observers = new WeakMap<Services['gate'], Observer>()

/** The one of this process. */
export function observerOf(services: Needs): Observer {
  const known = observers.get(services.gate)
  if (known) return known
  const made = createObserver(services)
  observers.set(services.gate, made)
  return made
}

/** So many at once, the others in the order in which they came. */
function openSlots(most: number) {
  const waiting: (() => void)[] = []
  let taken = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else taken += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else taken -= 1
    }
  }
}
