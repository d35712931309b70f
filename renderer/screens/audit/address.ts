import type { Patch } from '../../state/address.ts'

/** What of this screen lives in the address, so that back, forward, reload and a shared link work. */
export type AuditAddress = {
  /** The open entry's sequence number. */
  entry?: number
  /** An exact action, or a prefix that ends in a dot. */
  action?: string
  subject?: string
  /** The verification drawer. It and an open entry exclude each other. */
  verify?: true
  /** The drawer in which a package of evidence is checked; excludes both. */
  evidence?: true
}

export type LedgerFilter = Pick<AuditAddress, 'action' | 'subject'>

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): AuditAddress {
  const address: AuditAddress = {}
  const entry = Number(search.entry)
  if (Number.isSafeInteger(entry) && entry >= 1) address.entry = entry
  const action = words(search.action, 200)
  if (action !== undefined) address.action = action
  const subject = words(search.subject, 400)
  if (subject !== undefined) address.subject = subject
  if (address.entry === undefined && isOn(search.verify)) address.verify = true
  if (address.entry === undefined && address.verify === undefined && isOn(search.evidence)) address.evidence = true
  return address
}

/** Patches to the address: what is undefined leaves it. The filter stays, whatever opens or closes. */
export const openEntry = (entry: number): Patch<AuditAddress> => ({ entry, verify: undefined, evidence: undefined })
export const openVerify: Patch<AuditAddress> = { entry: undefined, verify: true, evidence: undefined }
export const openEvidence: Patch<AuditAddress> = { entry: undefined, verify: undefined, evidence: true }
export const closeDrawer: Patch<AuditAddress> = { entry: undefined, verify: undefined, evidence: undefined }

/** An open entry stays open under another filter: it is what the operator is reading. */
export function refilter(filter: { action?: string | undefined; subject?: string | undefined }): Patch<AuditAddress> {
  const patch: Patch<AuditAddress> = {}
  if ('action' in filter) patch.action = words(filter.action, 200)
  if ('subject' in filter) patch.subject = words(filter.subject, 400)
  return patch
}

export const isFiltered = ({ action, subject }: LedgerFilter): boolean => action !== undefined || subject !== undefined

// A bare number in the address (`subject=12`) reaches us as a number.
function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}

const isOn = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'
