import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Kept = z.object({
  id: z.string(),
  /** By the clock of this machine, in milliseconds. */
  began: z.number(),
  version: z.string(),
  site: z.url(),
  serviceSite: z.url(),
})
/** What a folder with a sample says of it, for another process that goes on with the same one. */
export type KeptSample = z.infer<typeof Kept>

/** Asked of whoever serves a sample: which one. */
export const sampleName = '/sample'
const patienceMs = 2_000
export const keptFile = (dataDir: string): string => join(dataDir, 'sample.json')

export function keepSample(dataDir: string, kept: KeptSample): void {
  writeFileSync(keptFile(dataDir), `${JSON.stringify(kept)}\n`, { mode: 0o600 })
}

export function readKeptSample(dataDir: string): KeptSample | undefined {
  try {
    return Kept.parse(JSON.parse(readFileSync(keptFile(dataDir), 'utf8')))
  } catch {
    return undefined
  }
}

/** Ports are given to others when a process ends, so whoever answers there has to say that it is this one. */
export async function isShownElsewhere({ id, site }: KeptSample): Promise<boolean> {
  try {
    const answer = await fetch(new URL(sampleName, site), {
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    })
    return z.object({ sample: z.literal(id) }).safeParse(await answer.json()).success
  } catch {
    return false
  }
}
