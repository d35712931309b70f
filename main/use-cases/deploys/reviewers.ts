import { lastLineWith } from '../../store/deploy-log.ts'
import type { ReadDb } from '../../store/schema.ts'

const before = 'Who may give it: '

/** Who may approve at the forge, as the forge said last; whoever follows the run writes it into the deploy's log. */
export async function readReviewers(db: ReadDb, workspace: string, deploy_id: string): Promise<string[]> {
  const line = await lastLineWith(db, workspace, deploy_id, before)
  const names = line?.slice(line.indexOf(before) + before.length).replace(/\.$/, '')
  return names === undefined || names === 'the forge names nobody' ? [] : names.split(', ')
}
