import { z } from 'zod'
import type { Json } from '../../shared/domain/entry.ts'
import { type PruneClaim, readPrune, stateHash } from './prune-note.ts'
import type { Bad } from './replay/replay.ts'

/** The row of a `ledger.entries.pruned` entry. */
export type PruneRow = { seq: number; body: string }
export type Prune = PruneClaim & { seq: number; carried: Record<string, Json> }
export type Prunes = {
  /** Those whose statement this ledger's key signed, and whose entry says the same; only these excuse an empty entry. */
  signed: Prune[]
  bad?: Bad
}

const Data = z.object({
  from: z.number(),
  to: z.number(),
  // Taken as it is: Zod's own JSON leaves out a member called `__proto__`, and the state would not be what was signed.
  state: z.record(
    z.string(),
    z.custom<Json>((value) => value !== undefined),
  ),
  statement: z.string(),
})

export async function readPrunes(rows: readonly PruneRow[], origin: string, publicKey: Uint8Array): Promise<Prunes> {
  const prunes: Prunes = { signed: [] }
  for (const row of rows) {
    const prune = await readRow(row, origin, publicKey)
    if (prune) prunes.signed.push(prune)
    else
      prunes.bad ??= { seq: row.seq, why: 'the prune is not signed by this ledger’s key, or says other than it signed' }
  }
  return prunes
}

/** The prune that reaches farthest: up to there, the state that it carried stands in for the entries. */
export const latestPrune = ({ signed }: Prunes): Prune | undefined =>
  signed.reduce<Prune | undefined>((last, prune) => (last && last.to > prune.to ? last : prune), undefined)

async function readRow({ seq, body }: PruneRow, origin: string, publicKey: Uint8Array): Promise<Prune | undefined> {
  const data = Data.safeParse(dataOf(body)).data
  const claim = data && (await readPrune(data.statement, origin, publicKey))
  if (claim?.from !== 1 || data?.from !== 1 || claim.to !== data.to || claim.to >= seq) return undefined
  return stateHash(data.state) === claim.state ? { ...claim, seq, carried: data.state } : undefined
}

function dataOf(body: string): unknown {
  try {
    return JSON.parse(body)?.data
  } catch {
    return undefined
  }
}
