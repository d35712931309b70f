import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evidenceFiles, Manifest } from '../../shared/domain/evidence/format.ts'
import { flawOf } from '../support/evidence/flaw-of.ts'
import { type Files, line, sign, zipOf } from '../support/evidence/hand-made.ts'
import { rehash } from '../support/evidence/mutations.ts'
import { filesIn, rowsOf } from '../support/evidence/packages.ts'
import { type Exporter, openExporter } from '../support/evidence/sample-packages.ts'

let sample: Exporter
const packages = new Map<string, Files>()
beforeAll(async () => {
  sample = await openExporter()
  for (const kind of ['drills', 'actions', 'deploys'] as const)
    packages.set(kind, await filesIn(await sample.exported(kind)))
})
afterAll(() => sample.close())

/** As a ledger's own key would sign it: whoever exports cannot say what does not follow from the entries. */
async function signedAnew(kind: string, change: (files: Files) => void): Promise<string> {
  const files: Files = new Map(packages.get(kind))
  change(files)
  rehash(files)
  await sign(files, sample.signingKey)
  return flawOf(await zipOf(files))
}

const linesOf = (files: Files, name: string) => (files.get(name)?.toString() ?? '').split('\n')
const setLines = (files: Files, name: string, lines: string[]) => files.set(name, Buffer.from(lines.join('\n')))

test('what is put together and signed anew without a change holds', async () => {
  for (const kind of packages.keys()) expect(await signedAnew(kind, () => {})).toBe('ok: true')
})

describe.each([
  ['drills', 'routes', 'route_id'],
  ['drills', 'acknowledgements', 'acknowledgement_id'],
  ['actions', 'actions', 'id'],
  ['deploys', 'deploys', 'deploy_id'],
])('rows of %s that do not follow from the entries: %s', (kind, name, key) => {
  const json = `${name}.json`
  const csv = `${name}.csv`
  const idOf = (row: number) => String(rowsOf(packages.get(kind) ?? new Map(), json)[row]?.[key])

  test('a row that says something else is named', async () => {
    const changed = await signedAnew(kind, (files) => {
      const lines = linesOf(files, json)
      setLines(
        files,
        json,
        lines.with(2, (lines[2] ?? '').replace(/("(?:notes|reason|external_ref|target_app)"):[^,}]*/, '$1:"because"')),
      )
    })
    expect(changed).toBe(`${json}, row ${idOf(1)}: it does not say what follows from the entries`)
  })

  test('a row that is left out, too many, or in another place', async () => {
    const last = rowsOf(packages.get(kind) ?? new Map(), json).length
    const without = await signedAnew(kind, (files) => void setLines(files, json, linesOf(files, json).toSpliced(1, 1)))
    expect(without).toContain(`${json}, row ${idOf(0)}: it does not say`)
    const short = await signedAnew(kind, (files) => {
      const lines = linesOf(files, json)
      setLines(files, json, [...lines.slice(0, last - 1), (lines[last - 1] ?? '').replace(/,$/, ''), ']', ''])
    })
    expect(short).toMatch(new RegExp(`${name}\\.json, row .*(does not say|not there)`))
    const twice = await signedAnew(
      kind,
      (files) => void setLines(files, json, linesOf(files, json).toSpliced(1, 0, linesOf(files, json)[1] ?? '')),
    )
    expect(twice).toContain(`${json}, row ${idOf(1)}: it does not say`)
  })

  test('a table that says something else than the rows', async () => {
    const changed = await signedAnew(kind, (files) => {
      const lines = linesOf(files, csv)
      setLines(files, csv, lines.with(1, `x${lines[1]}`))
    })
    expect(changed).toBe(`${csv}, row ${idOf(0)}: it does not say what follows from the entries`)
    const header = await signedAnew(kind, (files) => void setLines(files, csv, linesOf(files, csv).with(0, 'a,b\r')))
    expect(header).toBe(`${csv}, line 1: it does not say what follows from the entries`)
    const longer = await signedAnew(
      kind,
      (files) => void setLines(files, csv, linesOf(files, csv).with(-1, 'more\r').concat('')),
    )
    expect(longer).toContain(`${csv}, line`)
  })
})

test('rows of another filter than the one that is named', async () => {
  const changed = await signedAnew('drills', (files) => {
    const manifest = Manifest.parse(JSON.parse(files.get(evidenceFiles.manifest)?.toString() ?? ''))
    files.set(evidenceFiles.manifest, line({ ...manifest, filter: { provider: ['nobody'] } }))
  })
  expect(changed).toMatch(/ledger\/entries\.jsonl, entry \d+: no row speaks of what it is about/)
})
