import { type ActionEvidence, actionText } from '../../ledger/replay/actions.ts'
import { type ActionRow, recordOf, rowOf } from '../../store/action-record.ts'
import { readActionRows } from '../../store/actions.ts'
import type { ReadDb } from '../../store/schema.ts'

/** The rows of a workspace's actions for the verifier, who learns too whether a row agrees with itself. */
export async function* actionEvidence(db: ReadDb, workspace: string): AsyncGenerator<ActionEvidence> {
  for await (const row of readActionRows(db, workspace)) yield { id: row.id, last_seq: row.last_seq, text: textOf(row) }
}

/** Every column is what the record that they are read into would be written as. */
function textOf({ n: _, ...row }: ActionRow & { words: string; status: string }): string | undefined {
  try {
    const { action, last_seq } = recordOf({ n: 0, ...row })
    const written: Record<string, unknown> = rowOf(action, last_seq)
    return Object.entries(row).every(([column, value]) => written[column] === value) ? actionText(action) : undefined
  } catch {
    // Not even JSON.
    return undefined
  }
}
