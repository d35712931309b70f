import type { Services } from '../services.ts'
import { forgetAnswers } from '../store/kept-answers.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { keptForMs } from './kept-answer.ts'

/** Answers that no repeated request can ask for any more. */
export async function forgetOldAnswers({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<void> {
  const before = new Date(clock() - keptForMs).toISOString()
  for (const workspace of await listWorkspaces(store.read))
    await store.write(workspace, (tx) => forgetAnswers(tx, before))
}
