import type { Logger } from 'pino'
import type { Caller } from '../use-cases/caller.ts'

/** Which door a request came through. What the door has established travels here, never in a header. */
export type Bindings = {
  door: 'desktop' | 'socket'
  /** Set by the local console: who sits at this machine. */
  trusted?: boolean
}

export type AppEnv = { Bindings: Bindings; Variables: { requestId: string; log: Logger; caller: Caller | undefined } }
