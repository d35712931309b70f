import type { ChatMessage, Tile } from '../../../assistant-api.ts'
import type { ReplyPart } from '../run/reply.ts'
import { textOf } from '../run/reply.ts'
import type { Heard } from '../run/runs.ts'

/** A kept reply as it is shown: as it was heard, where that is all of it; else its tiles, and then its words. */
export function partsOf({ content, tiles }: ChatMessage, heard: Heard | undefined): readonly ReplyPart[] {
  if (heard !== undefined && textOf(heard) === content) return heard.parts
  return [
    ...tiles.map((tile): ReplyPart => ({ kind: 'tile', tile })),
    ...(content === '' ? [] : [{ kind: 'text' as const, text: content }]),
  ]
}

/** Asked once more, it would be proposed once more. */
export const proposes = ({ kind }: Pick<Tile, 'kind'>): boolean =>
  kind === 'deployment_action' || kind === 'model_switch'
