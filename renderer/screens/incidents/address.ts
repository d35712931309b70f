import { type IncidentStatus, incidentStatuses, severities } from '../../../shared/domain/incident.ts'
import type { Patch } from '../../state/address.ts'

/** What of this screen lives in the address, so that back, forward, reload and a shared link work. */
export type IncidentsAddress = {
  status?: IncidentStatus
  /** Several stand beside each other: `sev1,sev2`. */
  severity?: string
  /** The id of an actor, or `none`. */
  owner?: string
  q?: string
  /** The incident in the drawer. */
  open?: string
}

export type IncidentFilter = Omit<IncidentsAddress, 'open'>

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): IncidentsAddress {
  const status = incidentStatuses.find((each) => each === search.status)
  const severity = severitiesIn(search.severity).join(',')
  return {
    ...(status === undefined ? {} : { status }),
    ...(severity === '' ? {} : { severity }),
    ...given('owner', words(search.owner, 100)),
    ...given('q', words(search.q, 200)),
    ...given('open', words(search.open, 100)),
  }
}

/** In the order of the severities themselves, whatever the order in the address. */
export function severitiesIn(value: unknown): (typeof severities)[number][] {
  const named = new Set(typeof value === 'string' ? value.split(',') : [])
  return severities.filter((each) => named.has(each))
}

/** Patches to the address: what is undefined leaves it. What is open stays open, whatever is filtered. */
export const openIncident = (open: string): Patch<IncidentsAddress> => ({ open })
export const closeIncident: Patch<IncidentsAddress> = { open: undefined }
export const clearFilter: Patch<IncidentsAddress> = {
  status: undefined,
  severity: undefined,
  owner: undefined,
  q: undefined,
}

/** By more than the status, which has its own place: tabs that say how many there are. */
export const isNarrowed = ({ severity, owner, q }: IncidentFilter): boolean =>
  severity !== undefined || owner !== undefined || q !== undefined

const given = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value })

// A bare number in the address (`q=12`) reaches us as a number.
function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}
