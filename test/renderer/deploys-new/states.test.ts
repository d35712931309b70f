import { describe, expect, test } from 'vitest'
import type { Deploy } from '../../../renderer/deploys-api.ts'
import { stepsOf } from '../../../renderer/screens/deploys/deploy/states.ts'
import { someDeploy } from './some-deploy.ts'

const line = (given: Partial<Deploy>) =>
  stepsOf(someDeploy(given))
    .map(({ name, says }) => `${name}: ${says}`)
    .join(' · ')

describe('the steps of the gate, as the deploy-gating document draws them', () => {
  const rows: [string, Partial<Deploy>, string][] = [
    [
      'a local one that has just begun',
      {},
      'In the ledger: now · Smoke gate: to come · Let pass: to come · Deploying: to come · Health check: to come · Done: to come',
    ],
    [
      'CI to production waits for a reviewer',
      { path: 'ci', state: 'approval_pending' },
      'In the ledger: done · Smoke gate: done · Let pass: done · Approval: now · Deploying: to come · Health check: to come · Done: to come',
    ],
    [
      'CI to staging waits for nobody',
      { path: 'ci', environment: 'staging', state: 'deploying' },
      'In the ledger: done · Smoke gate: done · Let pass: done · Deploying: now · Health check: to come · Done: to come',
    ],
    [
      'rejected',
      { path: 'ci', state: 'rejected', outcome: 'rejected' },
      'In the ledger: done · Smoke gate: done · Let pass: done · Approval: rejected · Deploying: not reached · Health check: not reached · Done: not reached',
    ],
    [
      'blocked',
      { state: 'blocked', outcome: 'blocked' },
      'In the ledger: done · Smoke gate: blocked · Let pass: not reached · Deploying: not reached · Health check: not reached · Done: not reached',
    ],
    [
      'not well after it',
      { state: 'rollback_alert', outcome: 'health_check_failed' },
      'In the ledger: done · Smoke gate: done · Let pass: done · Deploying: done · Health check: not well · Done: not reached',
    ],
    [
      'lost sight of while it was pushed',
      { state: 'deploying', outcome: 'unknown' },
      'In the ledger: done · Smoke gate: done · Let pass: done · Deploying: lost sight of · Health check: not reached · Done: not reached',
    ],
    [
      'a rollback has no gate before it',
      { kind: 'rollback', state: 'audit_written', outcome: 'success' },
      'In the ledger: done · Rolling back: done · Health check: done · Done: done',
    ],
    [
      'a rollback broken off',
      { kind: 'rollback', state: 'health_check', outcome: 'cancelled' },
      'In the ledger: done · Rolling back: done · Health check: broken off · Done: not reached',
    ],
  ]
  test.each(rows)('%s', (_, given, says) => expect(line(given)).toBe(says))
})
