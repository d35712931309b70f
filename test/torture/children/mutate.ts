import { registerHooks } from 'node:module'
import { type MutantName, type Mutation, mutants } from '../mutants.ts'

const chosen: readonly Mutation[] = mutants[process.env.COUNTERSIGN_TORTURE_MUTANT as MutantName]

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const mutations = chosen.filter(({ file }) => url.endsWith(`/${file}`))
    if (mutations.length === 0) return loaded
    return { ...loaded, source: mutations.reduce(mutate, String(loaded.source)) }
  },
})

function mutate(source: string, { file, from, to }: Mutation): string {
  // A mutant that has silently become the original would prove nothing.
  if (source.split(from).length !== 2)
    throw new Error(`${file} does not hold “${from}” exactly once: mend test/torture/mutants.ts`)
  return source.replace(from, () => to)
}
