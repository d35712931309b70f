import { newKey } from '../../../transport.ts'
import type { Progress } from './bring-along.ts'
import { historyKey } from './old-history.ts'

const progressKey = 'countersign.chat-import'

/** Where it is brought to is decided once: a history does not end up in two workspaces, or with two people. */
export type Kept = Progress & { connection: string; actor: string }

export const readHistoryText = (): string | null => attempt(() => localStorage.getItem(historyKey))

export function keptProgress(connection: string, actor: string): Kept | null {
  const text = attempt(() => localStorage.getItem(progressKey))
  const begun = text === null ? null : parsed(text)
  if (begun === null) return { begin: newKey(), session: null, sent: 0, connection, actor }
  return begun.connection === connection && begun.actor === actor ? begun : null
}

export const keepProgress = (kept: Kept): void =>
  void attempt(() => localStorage.setItem(progressKey, JSON.stringify(kept)))

/** It is in the chat now. The history first: without it, what is left of the progress leads to nothing. */
export function clearHistory(): void {
  attempt(() => localStorage.removeItem(historyKey))
  attempt(() => localStorage.removeItem(progressKey))
}

function parsed(text: string): Kept | null {
  try {
    const { begin, session, sent, connection, actor } = JSON.parse(text) as Partial<Record<string, unknown>>
    if (typeof begin !== 'string' || typeof connection !== 'string' || typeof actor !== 'string') return null
    return {
      begin,
      connection,
      actor,
      session: typeof session === 'string' ? session : null,
      sent: typeof sent === 'number' ? sent : 0,
    }
  } catch {
    return null
  }
}

function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    // A browser that keeps nothing for this page has no history of it either.
    return null
  }
}
