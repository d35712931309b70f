import { afterAll, beforeAll, expect, test } from 'vitest'

import { familyNames, type Material, mutate } from '../support/evidence/mutations.ts'
import { filesIn, verified } from '../support/evidence/packages.ts'
import { type Exporter, openExporter } from '../support/evidence/sample-packages.ts'
import { seeded } from '../torture/random.ts'

const count = 100

let sample: Exporter
let from: Material
beforeAll(async () => {
  sample = await openExporter()
  const zip = await sample.exported('drills', sample.size)
  from = { zip, files: await filesIn(zip), other: await filesIn(await sample.exported('drills', sample.size - 20)) }
})
afterAll(() => sample.close())

test('the drills of the sample, exported, hold', async () => {
  const report = await verified(from.zip)
  expect(report).toMatchObject({ ok: true, kind: 'drills', first_bad: null })
  expect(report.rows).toBeGreaterThan(5)
})

// The 2,000: npm run torture -- --only evidence
test(`of ${count} mutations of them none is accepted`, async () => {
  const random = seeded(20261121)
  const accepted: string[] = []
  const seen = new Set<string>()
  for (let n = 0; n < count; n++) {
    const { family, zip } = await mutate(from, n, random)
    seen.add(family)
    const { ok, first_bad: bad } = await verified(zip)
    if (ok || bad === null || bad.why === '') accepted.push(`${n}: ${family}`)
  }
  expect(accepted).toEqual([])
  expect([...seen].sort()).toEqual(familyNames.toSorted())
})
