import type { Who } from './action.ts'
import type { Probe } from './gate.ts'

/** Within it only a named person with the permission deploys, and says why. Ends by itself. */
export type Freeze = { id: string; from: string; until: string; reason: string; by: Who; at: string }
type Lock = { reason: string; by: Who; at: string }
/** A commit that was rolled back: it does not go out again until somebody lifts that by name. */
export type Quarantine = { sha: string; reason: string; by: Who; at: string; deploy_id: string }
/** Its health broke within the time that it is looked after; the probes are the evidence. */
type WatchAlert = { deploy_id: string; at: string; probes: readonly Probe[] }
/** What runs there by the ledger: the last deploy or rollback that went well. */
type KnownRunning = { sha: string | null; release: string | null; since: string; by: Who; deploy_id: string }

/** What goes on at a surface, all of it from entries of the ledger. */
export type Standing = {
  lock: Lock | null
  freezes: readonly Freeze[]
  quarantined: readonly Quarantine[]
  alert: WatchAlert | null
  running: KnownRunning | null
}

export const calm: Standing = { lock: null, freezes: [], quarantined: [], alert: null, running: null }

export type StandingEvent =
  | { kind: 'frozen'; freeze: Freeze }
  | { kind: 'unfrozen'; freeze_id: string; reason: string }
  | { kind: 'locked'; lock: Lock }
  | { kind: 'unlocked'; reason: string }
  | { kind: 'quarantined'; quarantine: Quarantine }
  | { kind: 'quarantine_lifted'; sha: string; reason: string }
  | { kind: 'alert_raised'; alert: WatchAlert }
  | { kind: 'alert_cleared'; reason: string }
  | { kind: 'running'; running: KnownRunning }

export const isFrozen = (freezes: readonly Freeze[], now: string): Freeze | undefined =>
  freezes.find(({ from, until }) => from <= now && now < until)
export const quarantineOf = ({ quarantined }: Standing, sha: string | null): Quarantine | undefined =>
  quarantined.find((each) => sameCommit(each.sha, sha))

/** Whoever reports from elsewhere may have shortened one of them. */
export const sameCommit = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && (one.startsWith(other) || other.startsWith(one))

/** Why this cannot happen to a surface as it stands, if so. */
export function impossibleForStanding(standing: Standing, event: StandingEvent): string | undefined {
  switch (event.kind) {
    case 'frozen': {
      const { freeze } = event
      if (freeze.until <= freeze.from) return 'the window ends before it begins'
      return standing.freezes.some(({ id }) => id === freeze.id) ? 'there is that window already' : undefined
    }
    case 'unfrozen':
      return standing.freezes.some(({ id }) => id === event.freeze_id) ? undefined : 'there is no such window'
    case 'locked':
      return standing.lock === null ? undefined : 'it is locked already'
    case 'unlocked':
      return standing.lock === null ? 'it is not locked' : undefined
    case 'quarantined':
      return quarantineOf(standing, event.quarantine.sha) ? 'that commit is in quarantine already' : undefined
    case 'quarantine_lifted':
      return quarantineOf(standing, event.sha) ? undefined : 'that commit is not in quarantine'
    case 'alert_raised':
      return standing.alert === null ? undefined : 'its alert was raised already'
    case 'alert_cleared':
      return standing.alert === null ? 'there is no alert' : undefined
    case 'running':
      return undefined
    default:
      return event satisfies never
  }
}

export function evolveStanding(standing: Standing, event: StandingEvent): Standing {
  switch (event.kind) {
    case 'frozen':
      // What is over by then is forgotten here: the ledger has it.
      return {
        ...standing,
        freezes: [...standing.freezes.filter(({ until }) => until > event.freeze.at), event.freeze],
      }
    case 'unfrozen':
      return { ...standing, freezes: standing.freezes.filter(({ id }) => id !== event.freeze_id) }
    case 'locked':
      return { ...standing, lock: event.lock }
    case 'unlocked':
      return { ...standing, lock: null }
    case 'quarantined':
      return { ...standing, quarantined: [...standing.quarantined, event.quarantine] }
    case 'quarantine_lifted':
      return { ...standing, quarantined: standing.quarantined.filter(({ sha }) => sha !== event.sha) }
    case 'alert_raised':
      return { ...standing, alert: event.alert }
    case 'alert_cleared':
      return { ...standing, alert: null }
    case 'running':
      return { ...standing, running: event.running }
    default:
      return event satisfies never
  }
}
