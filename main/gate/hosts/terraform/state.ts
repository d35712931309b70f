import { createHash } from 'node:crypto'
import { z } from 'zod'
import { HostRefused } from '../../host.ts'

/** As `terraform state pull` hands it out. `text` is what it said, byte for byte: what is kept and can be pushed again. */
export type State = { text: string; lineage: string; serial: number; resources: readonly unknown[] }

/** The format of states, version 4, as far as the gate looks at it. */
const StateFile = z.object({
  version: z.literal(4),
  serial: z.int().min(0),
  lineage: z.string(),
  resources: z.array(z.unknown()).default([]),
})

/** Nothing is said where there is no state yet: that is one of serial 0, of no lineage. */
export function readState(text: string): State {
  if (text.trim() === '') return { text: '', lineage: '', serial: 0, resources: [] }
  try {
    const { lineage, serial, resources } = StateFile.parse(JSON.parse(text))
    return { text, lineage, serial, resources }
  } catch {
    // What it says may hold secrets, so it is not repeated.
    throw new HostRefused('terraform state pull answered with something that is no state of version 4.')
  }
}

export const isEmpty = ({ serial, resources }: State): boolean => serial === 0 && resources.length === 0

/** Terraform's own measure of "nothing has moved": every write that changes something raises the serial of the lineage. */
export type StatePlace = Pick<State, 'lineage' | 'serial'>
export const isSamePlace = (a: StatePlace, b: StatePlace): boolean => a.lineage === b.lineage && a.serial === b.serial

export const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

const Resource = z.object({
  module: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  instances: z.array(z.unknown()).default([]),
})

/** What differs between two states, by address alone: what stands in a resource may be secret. */
export function differences(before: readonly unknown[], after: readonly unknown[]): string[] {
  const [one, other] = [byAddress(before), byAddress(after)]
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((address) => one.get(address) !== other.get(address))
    .sort()
}

function byAddress(resources: readonly unknown[]): Map<string, string> {
  return new Map(
    resources.flatMap((raw): [string, string][] => {
      const read = Resource.safeParse(raw).data
      if (read === undefined) return []
      const { module, mode, type, name, instances } = read
      const parts = [...(module === undefined ? [] : [module]), ...(mode === 'data' ? ['data'] : []), type, name]
      return [[parts.join('.'), JSON.stringify(instances)]]
    }),
  )
}
