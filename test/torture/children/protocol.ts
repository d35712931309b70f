import { writeSync } from 'node:fs'

/** What an appender is asked to do. */
export type AppendJob = {
  dataDir: string
  databaseUrl?: string
  masterKey?: string
  /** Names this process in its tokens. */
  run: string
  writers: number
  /** How many each writer appends; without end if absent. */
  each?: number
  /** One writer makes and revokes API keys, so that state and ledger can be seen to move together. */
  keys: boolean
  /** What a writer does after a StoreError: ends, or goes on with its next unit. */
  onError: 'stop' | 'go-on'
}

/** What a child says, a line each, on file descriptor 3. */
export type Message =
  | { kind: 'opening' }
  | { kind: 'open' }
  | { kind: 'ack'; token: string; seq?: number | undefined; id?: string | undefined }
  /** Answered with a StoreError: whether it was done is unknown. */
  | { kind: 'lost'; token: string; why: string }
  | { kind: 'refused-to-open'; why: string }
  /** Something that is not a StoreError came out: always a fault. */
  | { kind: 'bug'; what: string }
  | { kind: 'done' }

/** In the kernel's hands when it returns: a kill of this process cannot take it back. */
export function say(message: object): void {
  writeSync(3, `${JSON.stringify(message)}\n`)
}
