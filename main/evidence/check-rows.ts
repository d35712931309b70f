import { csvBegin, csvLine } from '../../shared/domain/evidence/csv.ts'
import type { EvidenceKind, EvidenceRow, RowFile } from '../../shared/domain/evidence/kind.ts'
import { rowLine, rowsBegin, rowsEnd } from '../../shared/domain/evidence/row-text.ts'
import { Flaw } from './flaw.ts'
import { lineByLine, readLines } from './read-lines.ts'
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
    const found = rows.get(file.name) ?? []
    const json = `${file.name}.json`
    const count = await compare(zip, json, claimedOf(json), expectedJson(file, found))
    if (file.name === kind.main) counted = count
    const csv = `${file.name}.csv`
    if (file.csv) await compare(zip, csv, claimedOf(csv), expectedCsv(file, found))
  }
  return counted
}

/** A line that follows from the entries, and the row that it is of, if it is of one. */
type Expected = { text: string; row: string | null }

function* expectedJson({ key }: RowFile, rows: Iterable<EvidenceRow>): Generator<Expected> {
  let text: string = rowsBegin
  let row: string | null = null
  for (const each of rows) {
    const [before = '', next = ''] = rowLine(each, row === null).split('\n')
    yield { text: text + before, row }
    text = next
    row = String(each[key])
  }
  const lines = (text + rowsEnd).split('\n')
  lines.pop()
  for (const [i, line] of lines.entries()) yield { text: line, row: i === 0 ? row : null }
}

function* expectedCsv({ key, columns }: RowFile, rows: Iterable<EvidenceRow>): Generator<Expected> {
  yield* inLines(csvBegin(columns), null)
  for (const each of rows) yield* inLines(csvLine(columns, each), String(each[key]))
}

/** A cell may hold ends of lines. */
function* inLines(text: string, row: string | null): Generator<Expected> {
  const lines = text.split('\n')
  lines.pop()
  for (const line of lines) yield { text: line, row }
}

async function compare(
  zip: PackageZip,
  name: string,
  claimed: Claimed,
  expected: Generator<Expected>,
): Promise<number> {
  const lines = lineByLine(readLines(zip, name, claimed))
  let rows = 0
  let number = 0
  try {
    for (;;) {
      if (!lines.ready()) await lines.more()
      const line = lines.take()
      const { value: wanted, done } = expected.next()
      if (line === undefined && done) return rows
      number += 1
      const where = (done ? null : wanted.row) ?? `line ${number}`
      if (line === undefined) throw new Flaw(name, rowAt(where), 'it is not there, though it follows from the entries')
      if (done) throw new Flaw(name, `line ${number}`, 'nothing of the kind follows from the entries')
      if (line !== wanted.text) throw new Flaw(name, rowAt(where), 'it does not say what follows from the entries')
      if (wanted.row !== null) rows += 1
    }
  } finally {
    await lines.close()
  }
}

const rowAt = (where: string): string => (where.startsWith('line ') ? where : `row ${where}`)
