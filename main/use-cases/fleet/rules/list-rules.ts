import type { Services } from '../../../services.ts'
import { readRules } from '../../../store/fleet-rules.ts'
import { type RuleView, viewRules } from './view-rules.ts'

export async function listRules(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
): Promise<{ items: RuleView[] }> {
  return { items: await viewRules(store.read, workspace, await readRules(store.read, workspace), clock()) }
}
