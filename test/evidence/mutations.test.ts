import { afterAll, beforeAll, expect, test } from 'vitest'
import { familyNames, type Material, mutate } from '../support/evidence/mutations.ts'
import { filesIn, verified } from '../support/evidence/packages.ts'
import { type Exporter, openExporter } from '../support/evidence/sample-packages.ts'
import { seeded } from '../torture/random.ts'

const count = 100

const kinds = ['drills', 'deploys'] as const
let sample: Exporter
const materials = new Map<string, Material>()
const of = (kind: string): Material => materials.get(kind) ?? expect.fail(`no package of ${kind}`)
beforeAll(async () => {
  sample = await openExporter()
  for (const kind of kinds) {
    const zip = await sample.exported(kind, sample.size)
    const other = await filesIn(await sample.exported(kind, sample.size - 20))
    materials.set(kind, { zip, files: await filesIn(zip), other })
  }
})
afterAll(() => sample.close())

test.each(kinds)('the %s of the sample, exported, hold', async (kind) => {
  const report = await verified(of(kind).zip)
  expect(report).toMatchObject({ ok: true, kind, first_bad: null })
  expect(report.rows).toBeGreaterThan(5)
})

// The 2,000: npm run torture -- --only evidence
test.each(kinds)(`of ${count} mutations of %s none is accepted`, async (kind) => {
  const random = seeded(20261121)
  const accepted: string[] = []
  const seen = new Set<string>()
  for (let n = 0; n < count; n++) {
    const { family, zip } = await mutate(of(kind), n, random)
    seen.add(family)
    const { ok, first_bad: bad } = await verified(zip)
    if (ok || bad === null || bad.why === '') accepted.push(`${n}: ${family}`)
  }
  expect(accepted).toEqual([])
  expect([...seen].sort()).toEqual(familyNames.toSorted())
})
