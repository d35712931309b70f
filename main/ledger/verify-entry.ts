import { type Entry, isCanonical } from '../../shared/domain/entry.ts'
import { leafHex } from './hash.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Is this text the canonical form of an entry that belongs here, and is the leaf its hash? */
export function checkBody(
  body: string,
  leaf: string,
  seq: number,
  workspace: string,
): { entry: Entry } | { why: string } {
  if (leafHex(body) !== leaf) return { why: 'the entry’s hash differs from its leaf: it was edited' }
  // Whoever can write the file can also write a leaf that fits, so from here on the text may still be anything at all.
  return readBody(body, seq, workspace)
}

/** Is this text the canonical form of the entry that belongs here? */
export function readBody(body: string, seq: number, workspace: string): { entry: Entry } | { why: string } {
  try {
    const entry: unknown = JSON.parse(body)
    if (!isEntry(entry)) return { why: 'the fields are not those of an entry' }
    if (entry.seq !== seq) return { why: `entry ${entry.seq} stands in this place: the order was changed` }
    if (entry.workspace !== workspace) return { why: `the entry belongs to another workspace (${entry.workspace})` }
    if (!uuid.test(entry.id)) return { why: 'the entry’s id is not a UUIDv7' }
    if (!isCanonical(body, entry)) return { why: 'the entry is not in canonical form' }
    return { entry }
  } catch {
    return { why: 'the entry cannot be read' }
  }
}

const fields: Record<keyof Entry, 'string' | 'number' | 'json'> = {
  action: 'string',
  actor_digest: 'string',
  actor_id: 'string',
  at: 'string',
  data: 'json',
  id: 'string',
  seq: 'number',
  subject: 'string',
  workspace: 'string',
}
const expected = Object.entries(fields)

/** These fields, no others, in the order that the canonical form gives them. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  let at = 0
  for (const key in value) {
    const [name, type] = expected[at] ?? []
    if (key !== name) return false
    if (type !== 'json' && typeof value[key as keyof typeof value] !== type) return false
    at += 1
  }
  return at === expected.length
}
