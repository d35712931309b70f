import { type Material, mutate } from '../../support/evidence/mutations.ts'
import { filesIn, verified } from '../../support/evidence/packages.ts'
import { openExporter } from '../../support/evidence/sample-packages.ts'
import { assert, assertNone, type Scenario } from '../scenario.ts'

const kinds = ['drills', 'actions', 'ledger'] as const

export const evidence: Scenario = {
  name: 'evidence',
  promise: 'no package of evidence that was changed in any byte is said to hold',
  async run({ short, random, say }) {
    const wanted = short ? 120 : 2_000
    const sample = await openExporter()
    const counts = new Map<string, number>()
    const accepted: string[] = []
    try {
      for (const kind of kinds) {
        const zip = await sample.exported(kind, sample.size)
        const other = await filesIn(await sample.exported(kind, sample.size - 20))
        const from: Material = { zip, files: await filesIn(zip), other }
        assert((await verified(zip)).ok, `the package that nothing was done to does not hold (${kind})`)
        // The drills have the whole number that was promised; the others are there besides.
        for (let n = 0; n < (kind === 'drills' ? wanted : wanted / 4); n++) {
          const { family, zip: changed } = await mutate(from, n, random)
          counts.set(family, (counts.get(family) ?? 0) + 1)
          const { ok, first_bad: bad } = await verified(changed)
          if (ok || bad === null) accepted.push(`${kind} ${n}: ${family}`)
        }
        say(`${kind}: ${zip.length} bytes`)
      }
    } finally {
      await sample.close()
    }
    assertNone(accepted, 'some mutated packages were accepted')
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
    return `${total} mutated packages of ${counts.size} families (the rarest ${Math.min(...counts.values())} times), 0 accepted`
  },
}
