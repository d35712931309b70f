import { csvBegin, csvLine } from '../../shared/domain/evidence/csv.ts'
import type { Derivation, EvidenceKind } from '../../shared/domain/evidence/kind.ts'
import { rowLine, rowsBegin, rowsEnd } from '../../shared/domain/evidence/row-text.ts'
import type { Member } from './zip-stream.ts'

/** The rows, each file once for programs and once for spreadsheets. They are made as they are written. */
export function rowMembers(kind: EvidenceKind, derivation: Derivation): Member[] {
  const all = derivation.rows()
  return kind.files.flatMap(({ name, columns, csv }) => {
    const rows = all.get(name) ?? []
    function* json() {
      yield rowsBegin
      let first = true
      for (const row of rows) {
        yield rowLine(row, first)
        first = false
      }
      yield rowsEnd
    }
    function* table() {
      yield csvBegin(columns)
      for (const row of rows) yield csvLine(columns, row)
    }
    const member = { name: `${name}.json`, texts: json }
    return csv ? [member, { name: `${name}.csv`, texts: table }] : [member]
  })
}
