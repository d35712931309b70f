import type { Entry, Json } from '../../../shared/domain/entry.ts'

export type Bad = { seq: number; why: string }

/** Replays entries into the state they should have led to, and compares it with the state that is there. */
export type Replay = {
  name: string
  /** Begins with what a prune carried over, in place of the entries that it emptied. */
  resume(state: Json | undefined): void
  apply(entry: Entry): void
  /** What the entries so far add up to, in the form that `resume` takes. */
  state(): Json
  compare(): Bad | undefined | Promise<Bad | undefined>
}
