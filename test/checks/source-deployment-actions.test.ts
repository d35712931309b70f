import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/**
 * Where each sentence of the source document ("Deployment Actions") is held to. The title named here has to stand in the
 * file: whoever renames or removes a test is led back to the sentence that it stood for.
 */
const held: readonly [sentence: string, file: string, title: string][] = [
  ['Every action is recorded as an immutable DeploymentAction row', 'test/store/action-guards.test.ts', 'stay'],
  ['with a deterministic state machine', 'test/shared/action-walk.test.ts', 'every rule holds at every step'],
  ['approval TTL', 'test/shared/action-source.test.ts', '“approval TTL”: each tier has its own'],
  ['second-approver requirements', 'test/shared/action-source.test.ts', 'second-approver requirements'],
  [
    'Tier 1 … auto-executes on creation',
    'test/http/actions-autonomous.test.ts',
    'an alert is raised: an entry that every console shows',
  ],
  ['Tier 2 … even in autonomous mode', 'test/shared/action-source.test.ts', 'test.each(types[2])'],
  ['Tier 3 … Explicit-enable only', 'test/shared/action-source.test.ts', 'test.each(types[3])'],
  [
    'dry_run — proposal surfaces in the queue, never executes',
    'test/shared/action-source.test.ts',
    '“dry_run — proposal',
  ],
  [
    'supervised — execute after explicit approval within the TTL',
    'test/shared/action-source.test.ts',
    '“supervised — execute',
  ],
  ['proposed ──── reject ──► rejected', 'test/shared/action-source.test.ts', '“proposed ──── reject ──► rejected”'],
  ['approve ───► approved', 'test/shared/action-source.test.ts', '“├─ approve ───► approved”'],
  ['approved ──── reject ──► rejected', 'test/shared/action-source.test.ts', '“approved ──── reject ──► rejected”'],
  ['mark-executed ──► executed', 'test/shared/action-source.test.ts', '“└─ mark-executed ──► executed”'],
  ['TTL exceeded ──► expired', 'test/shared/action-source.test.ts', '“├─ TTL exceeded ──► expired”'],
  [
    'approval attempts after the TTL window flip the row to expired and 400 the request',
    'test/http/actions-expiry.test.ts',
    'of a half approved row is over for the second, and what the first said stays',
  ],
  ['A KPI strip summarizing …', 'test/e2e/queue-table.spec.ts', 'each figure is a filter with as many rows'],
  ['A filter tab bar (All · Proposed · …)', 'test/e2e/queue-table.spec.ts', 'tabs carry their counts'],
  [
    'A table … sorted by proposed-at descending, with columns …',
    'test/e2e/queue-table.spec.ts',
    'newest first, each with its tier, status and what may be done',
  ],
  [
    'every deployment action visible to your user',
    'test/http/isolation.test.ts',
    'nothing that another workspace does changes a byte of any answer',
  ],
  [
    'Clicking a row opens a side drawer with the full payload, outcome JSON, approver note, rejection note, and audit timestamps',
    'test/e2e/queue-drawer.spec.ts',
    'everything about a proposal, by its link',
  ],
  [
    'Approve / Reject / Mark-executed buttons on each row (visible only for valid state transitions)',
    'test/e2e/queue-table.spec.ts',
    'a button that sleeps says why',
  ],
  [
    'type the first 8 characters of the target reference before the Approve button activates',
    'test/e2e/queue-confirm.spec.ts',
    'nothing but typing fills the field, and nothing but the button confirms',
  ],
  [
    'GET …/actions?status=&limit=',
    'test/http/actions-list.test.ts',
    'limit, offset, total and the cursor fit together',
  ],
  ['ordered by proposed_at desc', 'test/http/actions-walk.test.ts', 'newest first is the order of the ledger'],
  ['POST …/actions: Propose a new action', 'test/http/actions-propose.test.ts', '%s: accepted'],
  ['POST …/approve, …/reject, …/mark-executed', 'test/http/actions-refusals.test.ts', 'to %s what is %s: %s'],
  ['External runner callback', 'test/cli/runner.test.ts', 'two of them never take the same action'],
  ['All endpoints are user-scoped (JWT or sk-at-* API key)', 'test/http/permissions.test.ts', 'strangers first'],
  ['every (tier × status) combo', 'test/sample/queue-story.test.ts', 'every tier stands in every status'],
  ['bounded at 30/minute per client', 'test/http/actions-limit.test.ts', 'is 30 a minute: the 31st is told to wait'],
  [
    'List reads are unrestricted',
    'test/http/actions-limit.test.ts',
    'does not keep anybody from reading, asking and answering',
  ],
]

describe('the source “Deployment Actions”', () => {
  test.each(held)('%s', (_, file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  })
})
