import { cutLine, plainLine } from '../plain-line.ts'
import type { Written } from './advance-held.ts'

/** Beyond it nobody reads, and the ledger has what matters. */
export type LogBounds = { lines: number; characters: number }
const bounds: LogBounds = { lines: 20_000, characters: 4 * 1024 * 1024 }
const longestLine = 4_000
/** So many lines are written at once, or whatever has come within this time. */
const batch = 100
const everyMs = 200

export type RunLog = {
  say(line: string): void
  /** What is not written yet, for whoever writes it before something else. */
  take(): Written[]
  /** Writes what is left; nothing is taken in any more. */
  end(): Promise<void>
}

/** Gathers what a deploy says as it goes. `write` is called in its order, and does not reject. */
export function createRunLog(
  write: (lines: readonly Written[]) => Promise<void>,
  most: LogBounds = bounds,
  said = 0,
): RunLog {
  let waiting: Written[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<unknown> = Promise.resolve()
  let lines = said
  let characters = 0
  let isOver = false

  const take = () => {
    clearTimeout(timer)
    timer = undefined
    const taken = waiting
    waiting = []
    return taken
  }
  const flush = () => {
    const taken = take()
    // Asked for at once: whatever is written after this stands after it.
    if (taken.length > 0) writing = Promise.all([writing, write(taken)])
  }
  const push = (text: string) => {
    waiting.push({ kind: 'line', text })
    if (waiting.length >= batch) flush()
    else timer ??= setTimeout(flush, everyMs)
  }
  const isFull = () => lines > most.lines || characters > most.characters

  return {
    say(line) {
      if (isOver || isFull()) return
      const text = cutLine(plainLine(line), longestLine)
      lines += 1
      characters += text.length
      push(isFull() ? 'It says more than is kept here: what follows is left out.' : text)
    },
    take,
    async end() {
      isOver = true
      flush()
      await writing
    },
  }
}
