import type { DrillRun } from '../../../drills-api.ts'
import { refusedBecause } from './use-runs.ts'

export type RunDeed = { name: 'recover' | 'finish' | 'abandon'; label: string; asleep: string | null }

/** What can be done with a run besides ticking its steps, by the server's word. */
export function runDeedsOf(run: DrillRun, offline: string | null): Record<RunDeed['name'], RunDeed> {
  const deed = (name: RunDeed['name'], label: string): RunDeed => ({
    name,
    label,
    asleep: offline ?? refusedBecause(run, name),
  })
  return {
    recover: deed('recover', 'Rollback is through'),
    finish: deed('finish', 'Finish it'),
    abandon: deed('abandon', 'Abandon it'),
  }
}
