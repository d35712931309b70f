import { pauseKind, pauseText } from '../../ledger/replay/pauses.ts'
import type { RowEvidence } from '../../ledger/replay/row-book.ts'
import { pauseRecordOf, pauseRowOf } from '../../store/pause-record.ts'
import { readPauseRows } from '../../store/pauses.ts'
import type { ReadDb } from '../../store/schema.ts'

/** The pauses of a workspace for the verifier, who learns too whether a row agrees with itself. */
export async function* pauseEvidence(db: ReadDb, workspace: string): AsyncGenerator<RowEvidence> {
  for (const { n, ...row } of await readPauseRows(db, workspace)) {
    const last_seq = Number.isSafeInteger(row.last_seq) && row.last_seq > 0 ? row.last_seq : 1
    const { pause } = pauseRecordOf({ n, ...row })
    const written = new Map<string, unknown>(Object.entries(pauseRowOf(workspace, pause, last_seq)))
    const agrees = Object.entries(row).every(([column, value]) => written.get(column) === value)
    yield { kind: pauseKind, id: String(row.pause_id), last_seq, text: agrees ? textOf(pause) : undefined }
  }
}

/** SQLite stores whatever it is given, also what no JSON can say. */
function textOf(pause: Parameters<typeof pauseText>[0]): string | undefined {
  try {
    return pauseText(pause)
  } catch {
    return undefined
  }
}
