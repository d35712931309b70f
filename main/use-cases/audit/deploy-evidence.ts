import { canonicalText } from '../../../shared/domain/entry.ts'
import { StandingShape } from '../../../shared/domain/surface-standing-shape.ts'
import { definitionText, deployText, gateKinds, standingText } from '../../ledger/replay/gate-texts.ts'
import type { RowEvidence } from '../../ledger/replay/row-book.ts'
import { deployRecordOf, deployRowOf } from '../../store/deploy-record.ts'
import { readDeployRows } from '../../store/deploys.ts'
import type { ReadDb } from '../../store/schema.ts'
import { readStandingRows, readSurfaceRows } from '../../store/surfaces.ts'

const page = 500

/** The rows of a workspace's deploy gate for the verifier, who learns too whether a row agrees with itself. */
export async function* deployEvidence(db: ReadDb, workspace: string): AsyncGenerator<RowEvidence> {
  for (const row of await readSurfaceRows(db, workspace))
    yield evidence(gateKinds.surface, row.surface_id, row.last_seq, () => {
      const definition = JSON.parse(row.document)
      if (canonicalText(definition) !== row.document || definition.id !== row.surface_id) return undefined
      return definitionText(definition, row.changed_at, { id: row.changed_by, digest: row.changed_by_digest })
    })
  for (const row of await readStandingRows(db, workspace))
    yield evidence(gateKinds.standing, row.surface_id, row.last_seq, () => {
      const text = standingText(StandingShape.parse(JSON.parse(row.document)))
      return text === row.document ? text : undefined
    })
  for (let after = 0; ; ) {
    const rows = await readDeployRows(db, workspace, after, page)
    for (const { n, ...row } of rows)
      yield evidence(gateKinds.deploy, row.deploy_id, row.last_seq, () => {
        const { deploy, last_seq } = deployRecordOf({ n, ...row })
        // Who carries it out, and who asks for it to be broken off, is of the moment.
        const { lease, lease_until, stop_by, stop_by_digest } = row
        const written = { ...deployRowOf(workspace, deploy, last_seq), lease, lease_until, stop_by, stop_by_digest }
        return isSame(written, row) ? deployText(deploy) : undefined
      })
    const last = rows.at(-1)?.n
    if (rows.length < page || last === undefined) return
    after = last
  }
}

/** SQLite stores whatever it is given, also what is no JSON, and what no JSON can say. */
function evidence(kind: string, id: string, last_seq: number, read: () => string | undefined): RowEvidence {
  const seq = Number.isSafeInteger(last_seq) && last_seq > 0 ? last_seq : 1
  const row = { kind, id: String(id), last_seq: seq, order: undefined }
  try {
    return { ...row, text: seq === last_seq ? read() : undefined }
  } catch {
    return { ...row, text: undefined }
  }
}

/** Every column is what the record that they are read into would be written as. */
const isSame = (written: object, there: object): boolean => {
  const values = new Map<string, unknown>(Object.entries(written))
  return Object.entries(there).every(([column, value]) => values.get(column) === value)
}
