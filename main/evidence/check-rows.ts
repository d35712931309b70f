import { csvBegin, csvLine } from '../../shared/domain/evidence/csv.ts'
import type { EvidenceKind, EvidenceRow, RowFile } from '../../shared/domain/evidence/kind.ts'
import { rowsBegin, rowText } from '../../shared/domain/evidence/row-text.ts'
import { deriving } from './deriving.ts'
import { type Followed, follow } from './follow-lines.ts'
import type { Claimed } from './read-member.ts'
import type { PackageZip } from './read-zip.ts'

type Rows = ReadonlyMap<string, Iterable<EvidenceRow>>

/** Whether the files of rows say what follows from the entries, line by line. How many rows the main one has. */
export async function checkRows(
  zip: PackageZip,
  kind: EvidenceKind,
  rows: Rows,
  claimedOf: (name: string) => Claimed,
): Promise<number> {
  let counted = 0
  for (const file of kind.files) {
    const [json, csv] = [`${file.name}.json`, `${file.name}.csv`]
    const files = [follow(zip, json, claimedOf(json)), ...(file.csv ? [follow(zip, csv, claimedOf(csv))] : [])] as const
    try {
      const count = await compare(file, rows.get(file.name) ?? [], ...files)
      if (file.name === kind.main) counted = count
    } finally {
      await Promise.all(files.map((each) => each.close()))
    }
  }
  return counted
}

/** Both files at once: to make the rows is most of the work. */
async function compare(file: RowFile, rows: Iterable<EvidenceRow>, json: Followed, csv?: Followed): Promise<number> {
  const expected = expectedOf(file, rows)[Symbol.iterator]()
  let count = 0
  let last: Expected | undefined
  await json.expect(rowsBegin, null)
  if (csv) await expectTable(csv, csvBegin(file.columns), null)
  for (;;) {
    const where = last === undefined ? null : `behind row ${last.id}`
    const next = deriving(json.name, where, (): Expected | undefined => expected.next().value)
    // Only with the next is it known whether a comma follows.
    if (last !== undefined) await json.expect(next === undefined ? last.text : `${last.text},`, last.id)
    if (next === undefined) break
    if (csv) await expectTable(csv, next.cells, next.id)
    last = next
    count += 1
  }
  await json.expect(']', null)
  await json.expectEnd()
  await csv?.expectEnd()
  return count
}

type Expected = { id: string; text: string; cells: string }

function* expectedOf({ key, columns }: RowFile, rows: Iterable<EvidenceRow>): Generator<Expected, undefined> {
  for (const row of rows) yield { id: String(row[key]), text: rowText(row), cells: csvLine(columns, row) }
}

/** A cell may hold ends of lines. */
async function expectTable(csv: Followed, text: string, row: string | null): Promise<void> {
  const lines = text.split('\n')
  lines.pop()
  for (const line of lines) await csv.expect(line, row)
}
