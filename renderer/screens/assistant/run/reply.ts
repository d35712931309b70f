import type { ReplyEvent, Tile } from '../../../assistant-api.ts'

export type ReplyPart = { kind: 'text'; text: string } | { kind: 'tile'; tile: Tile }
type Said<K extends ReplyEvent['kind']> = Omit<Extract<ReplyEvent, { kind: K }>, 'n' | 'kind'>
export type Notice = Said<'notice'>
export type ReplyProblem = { status: number; code: string; title: string; detail: string }

/** A reply as far as it was heard. */
export type Reply = {
  run_id: string | null
  /** The event that was heard last: the place to go on from. */
  n: number
  /** Words and tiles, in the order in which they came. */
  parts: readonly ReplyPart[]
  notices: readonly Notice[]
  error: ReplyProblem | null
  done: Said<'done'> | null
}

export const nothingHeard: Reply = { run_id: null, n: 0, parts: [], notices: [], error: null, done: null }

/** What was heard before is not heard again: a stream that is taken up may begin with what is known. */
export function hear(reply: Reply, event: ReplyEvent): Reply {
  // Another run than the one that was followed: what was heard belongs to that one.
  if (event.kind === 'start' && reply.run_id !== null && event.run_id !== reply.run_id) return hear(nothingHeard, event)
  if (event.n <= reply.n) return reply
  const heard = { ...reply, n: event.n }
  switch (event.kind) {
    case 'start':
      return { ...heard, run_id: event.run_id }
    case 'text':
      return { ...heard, parts: withText(reply.parts, event.delta) }
    case 'tile':
      return reply.parts.some((part) => part.kind === 'tile' && part.tile.id === event.tile.id)
        ? heard
        : { ...heard, parts: [...reply.parts, { kind: 'tile', tile: event.tile }] }
    case 'notice': {
      const { code, text } = event
      return reply.notices.some((each) => each.code === code)
        ? heard
        : { ...heard, notices: [...reply.notices, { code, text }] }
    }
    case 'error': {
      const { status, code, title, detail } = event
      return { ...heard, error: { status, code, title, detail } }
    }
    case 'done': {
      const { message_id, usage, status } = event
      return { ...heard, done: { message_id, usage, status } }
    }
    default:
      return event satisfies never
  }
}

function withText(parts: readonly ReplyPart[], delta: string): readonly ReplyPart[] {
  const last = parts.at(-1)
  if (last?.kind !== 'text') return [...parts, { kind: 'text', text: delta }]
  return [...parts.slice(0, -1), { kind: 'text', text: last.text + delta }]
}

export const tilesOf = ({ parts }: Pick<Reply, 'parts'>): Tile[] =>
  parts.flatMap((part) => (part.kind === 'tile' ? [part.tile] : []))

export const textOf = ({ parts }: Pick<Reply, 'parts'>): string =>
  parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('')
