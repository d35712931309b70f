import type { EvidenceKindName } from '../../shared/domain/evidence/format.ts'

/**
 * Whom a column names has to be said here: what a stranger wrote may look like a person, or like anything else. It is shown
 * as JSON, so that nothing in it can be taken for our words.
 */
export type Shows = 'plain' | 'person' | 'approvals' | 'json'
type Column = readonly [member: string, heading: string, shows?: Shows]

/** What a person reads first; the files have all of it. */
export const pageColumns: Readonly<Record<EvidenceKindName, readonly Column[]>> = {
  drills: [
    ['schedule_title', 'Drill'],
    ['schedule_id', 'Schedule'],
    ['owner', 'Owner'],
    ['provider', 'Told by'],
    ['action', 'Decision'],
    ['reason', 'Why'],
    ['created_at', 'Planned'],
    ['slo_ends_at', 'To be acknowledged by'],
    ['state', 'State'],
    ['missed', 'Late'],
    ['acknowledged_by', 'By whom', 'person'],
    ['acknowledged_at', 'When'],
    ['external_ref', 'Reference'],
    ['notes', 'In their words'],
  ],
  actions: [
    ['type', 'Action'],
    ['target_ref', 'Target'],
    ['reason', 'Reason'],
    ['tier', 'Tier'],
    ['mode', 'Mode'],
    ['status', 'Status'],
    ['proposed_by', 'Proposed by', 'person'],
    ['proposed_at', 'Proposed'],
    ['approvals', 'Approvals', 'approvals'],
    ['rejected_by', 'Rejected by', 'person'],
    ['executed_by', 'Executed by', 'person'],
    ['executed_at', 'Executed'],
    ['outcome', 'Outcome', 'json'],
  ],
  deploys: [
    ['surface_id', 'Surface'],
    ['target_app', 'Target'],
    ['environment', 'Environment'],
    ['kind', 'What'],
    ['from_sha', 'From'],
    ['to_sha', 'To'],
    ['trigger', 'Through'],
    ['began_by', 'By whom', 'person'],
    ['began_at', 'Begun'],
    ['outcome', 'Outcome'],
    ['finished_at', 'Ended'],
    ['detail', 'In words'],
    ['break_glass', 'Broke glass'],
    ['run_url', 'Run'],
  ],
  ledger: [
    ['seq', 'Entry'],
    ['at', 'When'],
    ['action', 'What'],
    ['subject', 'About'],
    ['by', 'By whom', 'person'],
    ['data', 'Data', 'json'],
  ],
}
