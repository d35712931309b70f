import { z } from 'zod'
import type { Who } from './action.ts'
import type { Entry, Json } from './entry.ts'
import { ProbeShape, ShaShape, WhoShape } from './gate-shapes.ts'
import { type Surface, SurfaceDefinition, surfaceId } from './surface.ts'
import type { StandingEvent } from './surface-standing.ts'

type Written = { action: string; subject: string; data: Json }

export const surfaceSubject = (surface_id: string): string => `surface:${surface_id}`

const names = {
  frozen: 'surface.freeze.set',
  unfrozen: 'surface.freeze.ended',
  locked: 'surface.lock.set',
  unlocked: 'surface.lock.lifted',
  quarantined: 'surface.quarantine.set',
  quarantine_lifted: 'surface.quarantine.lifted',
  alert_raised: 'surface.alert.raised',
  alert_cleared: 'surface.alert.cleared',
  running: 'surface.running.changed',
} as const satisfies Record<StandingEvent['kind'], string>

export const surfaceActions = { defined: 'surface.definition.set', secretSet: 'surface.secret.set', ...names } as const

/** All of it: nothing in a definition is secret. */
export const writeDefinition = (surface: Surface): Written => ({
  action: surfaceActions.defined,
  subject: surfaceSubject(surface.id),
  data: surface as unknown as Json,
})
/** That a secret became another one; what it is, nobody reads there. */
export const writeSecretSet = (surface_id: string, name: string): Written => ({
  action: surfaceActions.secretSet,
  subject: surfaceSubject(surface_id),
  data: { surface: surface_id, name },
})

export const writeStandingEvent = (surface_id: string, event: StandingEvent): Written => ({
  action: names[event.kind],
  subject: surfaceSubject(surface_id),
  data: { surface: surface_id, ...dataOf(event) },
})

/** Who and when are the entry's own. */
function dataOf(event: StandingEvent): { [name: string]: Json } {
  switch (event.kind) {
    case 'frozen': {
      const { id, from, until, reason } = event.freeze
      return { id, from, until, reason }
    }
    case 'unfrozen':
      return { id: event.freeze_id, reason: event.reason }
    case 'locked':
      return { reason: event.lock.reason }
    case 'unlocked':
    case 'alert_cleared':
      return { reason: event.reason }
    case 'quarantined': {
      const { sha, reason, deploy_id } = event.quarantine
      return { sha, reason, deploy_id }
    }
    case 'quarantine_lifted':
      return { sha: event.sha, reason: event.reason }
    case 'alert_raised': {
      const { deploy_id, probes } = event.alert
      return { deploy_id, probes: probes.map((probe) => ({ ...probe })) }
    }
    case 'running': {
      const { sha, release, since, by, deploy_id } = event.running
      return { sha, release, since, by: { ...by }, deploy_id }
    }
    default:
      return event satisfies never
  }
}

const surface = surfaceId
const reason = z.string()
const shapes = {
  frozen: z.strictObject({ surface, id: z.string(), from: z.string(), until: z.string(), reason }),
  unfrozen: z.strictObject({ surface, id: z.string(), reason }),
  locked: z.strictObject({ surface, reason }),
  unlocked: z.strictObject({ surface, reason }),
  quarantined: z.strictObject({ surface, sha: ShaShape, reason, deploy_id: z.string() }),
  quarantine_lifted: z.strictObject({ surface, sha: ShaShape, reason }),
  alert_raised: z.strictObject({ surface, deploy_id: z.string(), probes: z.array(ProbeShape) }),
  alert_cleared: z.strictObject({ surface, reason }),
  running: z.strictObject({
    surface,
    sha: ShaShape.nullable(),
    release: z.string().nullable(),
    since: z.string(),
    by: WhoShape,
    deploy_id: z.string(),
  }),
} as const

/** Nothing, where an entry is not of the form that this program writes. */
export function readDefinition({ action, subject, data }: Entry): Surface | undefined {
  const read = action === surfaceActions.defined ? SurfaceDefinition.safeParse(data).data : undefined
  return read && subject === surfaceSubject(read.id) ? read : undefined
}

export type ReadStanding = { surface_id: string; event: StandingEvent }

export function readStandingEvent(entry: Entry): ReadStanding | undefined {
  const { action, subject, data, at, actor_id, actor_digest } = entry
  const kind = (Object.keys(names) as StandingEvent['kind'][]).find((each) => names[each] === action)
  const event = kind && eventOf(kind, data, at, { id: actor_id, digest: actor_digest })
  const surface_id = z.object({ surface }).safeParse(data).data?.surface
  return event && surface_id !== undefined && subject === surfaceSubject(surface_id) ? { surface_id, event } : undefined
}

function eventOf(kind: StandingEvent['kind'], data: Json, at: string, by: Who): StandingEvent | undefined {
  switch (kind) {
    case 'frozen': {
      const read = shapes.frozen.safeParse(data).data
      if (read === undefined) return undefined
      const { id, from, until } = read
      return { kind, freeze: { id, from, until, reason: read.reason, by, at } }
    }
    case 'unfrozen': {
      const read = shapes.unfrozen.safeParse(data).data
      return read && { kind, freeze_id: read.id, reason: read.reason }
    }
    case 'locked': {
      const read = shapes.locked.safeParse(data).data
      return read && { kind, lock: { reason: read.reason, by, at } }
    }
    case 'unlocked':
    case 'alert_cleared': {
      const read = shapes.unlocked.safeParse(data).data
      return read && { kind, reason: read.reason }
    }
    case 'quarantined': {
      const read = shapes.quarantined.safeParse(data).data
      return read && { kind, quarantine: { sha: read.sha, reason: read.reason, by, at, deploy_id: read.deploy_id } }
    }
    case 'quarantine_lifted': {
      const read = shapes.quarantine_lifted.safeParse(data).data
      return read && { kind, sha: read.sha, reason: read.reason }
    }
    case 'alert_raised': {
      const read = shapes.alert_raised.safeParse(data).data
      return read && { kind, alert: { deploy_id: read.deploy_id, at, probes: read.probes } }
    }
    case 'running': {
      const read = shapes.running.safeParse(data).data
      if (read === undefined) return undefined
      const { sha, release, since, deploy_id } = read
      return { kind, running: { sha, release, since, by: read.by, deploy_id } }
    }
    default:
      return kind satisfies never
  }
}
