import canonicalize from 'canonicalize'

/** One line of the ledger: what changed, to what, by whom. Its canonical bytes are what the tree hashes. */
export type Entry = {
  seq: number
  id: string
  workspace: string
  at: string
  /** `area.object.verb` */
  action: string
  /** What it happened to: `key:019a…`, `action:019a…`, or the workspace itself. */
  subject: string
  actor_id: string
  actor_digest: string
  data: Json
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** RFC 8785 text. Refuses what JSON cannot say, rather than dropping it in silence. */
export function canonicalText(value: Json | Entry): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('not representable as canonical JSON')
  return text
}

const encoder = new TextEncoder()
export const canonicalBytes = (value: Json | Entry): Uint8Array => encoder.encode(canonicalText(value))

export const ledgerOrigin = (instance: string, workspace: string): string => `countersign/${instance}/${workspace}`
