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
  if (!isJson(value, 0)) throw new TypeError('not representable as canonical JSON')
  return canonicalize(value) ?? ''
}

/** Deeper than anything means something, and far from where a reader's stack ends. */
const deepest = 100

/** The canonicalizer itself refuses numbers and strings that are none; values that have no JSON at all it would drop. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (value === null) return true
  if (depth === deepest) return false
  if (Array.isArray(value)) return Array.from(value).every((item) => isJson(item, depth + 1))
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(value))
  return plain && Object.values(value).every((child) => isJson(child, depth + 1))
}

/**
 * The canonical form of what has its keys in order already, at a fifth of the price; nothing, where it takes a longer
 * look. What JSON.stringify writes differs from RFC 8785 only in the order of keys, and in escaping the lone surrogates
 * that RFC 8785 refuses.
 */
export function textInOrder(value: Json | Entry): string | undefined {
  if (!isSorted(value, 0)) return undefined
  const text = JSON.stringify(value)
  return text.includes('\\ud') ? undefined : text
}

/** Whether the text is the canonical form of the value. What has none is in no text. */
export function isCanonical(text: string, value: Json | Entry): boolean {
  const known = textInOrder(value)
  if (known !== undefined) return known === text
  try {
    return canonicalText(value) === text
  } catch {
    return false
  }
}

/** Whether all keys stand in order already, and nothing is in it that needs a longer look. */
function isSorted(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean'
  if (value === null) return true
  if (depth === deepest) return false
  if (Array.isArray(value)) {
    for (const item of value) if (!isSorted(item, depth + 1)) return false
    return true
  }
  let last = ''
  for (const key in value) {
    const child: unknown = value[key as keyof typeof value]
    if (key < last || (typeof child !== 'string' && !isSorted(child, depth + 1))) return false
    last = key
  }
  return true
}

const encoder = new TextEncoder()
export const canonicalBytes = (value: Json | Entry): Uint8Array => encoder.encode(canonicalText(value))

export const ledgerOrigin = (instance: string, workspace: string): string => `countersign/${instance}/${workspace}`
