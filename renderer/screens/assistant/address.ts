import type { Patch } from '../../state/address.ts'

/** What of this screen lives in the address, so that back, reload and a link to one's own chat work. */
export type AssistantAddress = {
  /** The chat that is open. One that is not among one's own opens nothing. */
  session?: string
  /** Words of a title. */
  q?: string
  archived?: true
}

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): AssistantAddress {
  return {
    ...given('session', words(search.session, 100)),
    ...given('q', words(search.q, 200)),
    ...(search.archived === true || search.archived === 'true' ? { archived: true as const } : {}),
  }
}

export const openChat = (session: string): Patch<AssistantAddress> => ({ session })
export const newChat: Patch<AssistantAddress> = { session: undefined }

const given = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value })

// A bare number in the address (`q=12`) reaches us as a number.
function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}
