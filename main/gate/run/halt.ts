import type { Who } from '../../../shared/domain/action.ts'

/** Why a deploy that goes on here ends before its end. */
export type HaltReason =
  /** Somebody asked for it to be broken off. */
  | { kind: 'stopped'; by: Who }
  /** Another process has it now, or somebody has recorded meanwhile what became of it: nothing more is done here. */
  | { kind: 'lost'; why: string }
  /** The program ends. */
  | { kind: 'closing' }

export class Halt extends Error {
  readonly reason: HaltReason

  constructor(reason: HaltReason) {
    super(reason.kind === 'lost' ? reason.why : reason.kind)
    this.reason = reason
  }
}
