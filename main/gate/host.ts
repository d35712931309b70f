import type { HostKind, Surface } from '../../shared/domain/surface.ts'

/** What a host has: what runs there now. `sha` is null where nothing was deployed yet, or the host does not tell. */
export type Running = { sha: string | null; release: string | null; since: string | null }

/** Something that ran there and can run again without being built anew. */
export type Release = { id: string; sha: string | null; at: string | null; label: string }

/** A line of the log, for people. Secrets are taken out of it by whoever writes it down. */
export type Say = (line: string) => void

export type Wanted = {
  deploy_id: string
  /** What the remote really had when it was previewed. Nothing is pushed if that is not so any more. */
  from_sha: string | null
  to_sha: string
  /** Who, in a form that fits into the name of a snapshot. */
  operator: string
  /** Told once the way back is kept, and waited for before anything changes. Only Terraform has something to tell. */
  snapshotTaken?(name: string, state_serial: number): Promise<void>
}

export type WantedBack = Pick<Wanted, 'deploy_id' | 'operator' | 'snapshotTaken'>

/** What came of it: the release that runs now; of Terraform, the snapshot to go back to. */
export type Deployed = { release: string | null; snapshot?: string; state_serial?: number }

/** The remote is not where it was when it was previewed: nothing was pushed. */
export class RemoteMoved extends Error {}

/** It was tried and did not work; the sentence is for people. Anything else that is thrown is a fault of ours. */
export class HostRefused extends Error {}

/**
 * One surface at its host. Every call reads its secrets anew. A call that is aborted rejects, and has stopped what it
 * started; it does not promise that nothing of it took effect.
 */
export type Host = {
  kind: HostKind
  running(signal: AbortSignal): Promise<Running>
  /** Newest first, the running one included. */
  releases(limit: number, signal: AbortSignal): Promise<Release[]>
  /** What will change, where the host can say so before (Terraform's plan): lines for the preview. */
  plan?(to_sha: string, say: Say, signal: AbortSignal): Promise<{ summary: string; changes: boolean; id: string }>
  /** Which plan of that commit was shown last. Null where none was that could be applied. */
  shownPlan?(to_sha: string): Promise<string | null>
  /** Makes it the plan of this deploy, whatever is shown to others later. False where another was shown since. */
  keepPlan?(deploy_id: string, to_sha: string, id: string): Promise<boolean>
  deploy(wanted: Wanted, say: Say, signal: AbortSignal): Promise<Deployed>
  /** Back to a release that ran before. Builds nothing. */
  rollback(to: Release, wanted: WantedBack, say: Say, signal: AbortSignal): Promise<Deployed>
  /** What somebody without this console would type, of this release or of the last one before. */
  rollbackCommand(to: Release | null): string
  /** Can it be reached with these credentials? One line per thing looked at. */
  check(signal: AbortSignal): Promise<{ name: string; ok: boolean; detail: string }[]>
}

/** What a host is made from. */
export type HostNeeds = {
  surface: Surface
  /** Null where there is none of that name. Read anew at every run. */
  secret(name: string): Promise<string | null>
  fetch: typeof fetch
  /** A folder of its own for what it has to keep: mirrors, plans, snapshots of state. */
  dir: string
  /** Where what was previewed lies already, so that it can be pushed though its repository cannot be reached. */
  repositories?: string
  clock(): number
}
