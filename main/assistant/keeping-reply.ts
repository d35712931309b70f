import type { Logger } from 'pino'
import type { Tile } from '../../shared/contract/tiles.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { Grounds, Reply } from './grounds.ts'

type Keeper = { message_id: string | null; keep(reply: Reply): Promise<void> }

export type KeepingReply = {
  /** Keeps it as far as it has come, before long. */
  soon(content: string): void
  /** Keeps how it ended. The message's id; null where nothing could be kept. */
  atEnd(content: string, status: Reply['status']): Promise<string | null>
}

const everyMs = 1_000

/**
 * A reply as its chat keeps it: about once a second while it is written, and at its end. It is cut off until it is whole,
 * so whatever becomes of this process, the chat says no more than it knows. One write at a time, and nothing waits for it.
 */
export function keepingReply(
  grounds: Grounds,
  session_id: string,
  tiles: readonly Tile[],
  log: Pick<Logger, 'warn'>,
): KeepingReply {
  let content = ''
  let keptLength = 0
  let writing: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const failed = (error: unknown) => log.warn({ err: error }, 'a reply could not be kept')
  const begun: Promise<Keeper | null> = grounds
    .beginReply(session_id)
    .then(orNull)
    .catch((error: unknown) => {
      failed(error)
      return null
    })
  const keep = (status: Reply['status'], last = false): Promise<boolean> => {
    const done = writing.then(async () => {
      const keeper = await begun
      if (!keeper) return false
      await keeper.keep({ content, tiles, status, last })
      keptLength = content.length
      return true
    })
    const settled = done.catch((error: unknown) => {
      failed(error)
      return false
    })
    writing = settled
    return settled
  }
  // Its tiles at once: they are there before the first word is.
  void keep('cut_off')
  return {
    soon(text) {
      content = text
      timer ??= setTimeout(() => {
        timer = undefined
        if (content.length > keptLength) void keep('cut_off')
      }, everyMs)
    },
    async atEnd(text, status) {
      clearTimeout(timer)
      content = text
      const isKept = await keep(status, true)
      return isKept ? ((await begun)?.message_id ?? null) : null
    },
  }
}

const orNull = (begun: Result<Keeper>): Keeper | null => (begun.ok ? begun.value : null)
