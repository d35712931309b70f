import type { Ledger } from './ledgers.ts'
import type { Random } from './random.ts'
import type { Db } from './tools.ts'

/** Where the verifier has to point: at one entry, or, where the leaf was forged along, into a range that holds it. */
export type Expected = {
  seq?: number
  within?: [from: number, to: number]
  oneOf?: number[]
  /** What is still to be done, to the bytes of the file. */
  patch?: { find: Buffer; replace: Buffer }
}

export type Kind = {
  name: string
  times: number
  /** Cannot be seen in the file alone: a consistent earlier or other past. */
  needsCheckpoint?: true
  /** Undefined where the ledger has nothing to tamper with in this way. */
  apply(db: Db, random: Random, ledger: Ledger): Expected | undefined
}
