import type { EvidenceKindName } from '../../shared/domain/evidence/format.ts'

type Column = readonly [member: string, heading: string]

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
    ['acknowledged_by', 'By whom'],
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
    ['proposed_by', 'Proposed by'],
    ['proposed_at', 'Proposed'],
    ['approvals', 'Approvals'],
    ['rejected_by', 'Rejected by'],
    ['executed_by', 'Executed by'],
    ['executed_at', 'Executed'],
    ['outcome', 'Outcome'],
  ],
  ledger: [
    ['seq', 'Entry'],
    ['at', 'When'],
    ['action', 'What'],
    ['subject', 'About'],
    ['by', 'By whom'],
    ['data', 'Data'],
  ],
}
