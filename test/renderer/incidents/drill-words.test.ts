import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../renderer/api.ts'
import { tell } from '../../../renderer/screens/incidents/timeline-words.ts'
import { type SettledDelivery, writeSettledDelivery } from '../../../shared/domain/drill-delivery-entries.ts'
import {
  type Acknowledgement,
  drillActions,
  drillSubject,
  writeAcknowledgement,
} from '../../../shared/domain/drill-entries.ts'
import type { Json } from '../../../shared/domain/entry.ts'

type Written = { action: string; subject: string; data: Json }
const entry = (written: Written): Entry => ({
  ...{ seq: 1, id: 'e', workspace: 'w', at: '2026-11-21T10:00:00.000Z', actor_id: 'ada', actor_digest: 'of ada' },
  ...written,
})
const drill = (action: string, data: Json = {}): Written => ({ action, subject: drillSubject('checkout'), data })
const settled = (change: Partial<SettledDelivery>): Written =>
  writeSettledDelivery('checkout', {
    plan_id: 'p',
    provider: 'slack',
    connector: 'slack',
    outcome: 'delivered',
    attempts: 1,
    url: null,
    error: null,
    ...change,
  })
const answered = (change: Partial<Acknowledgement>): Written =>
  writeAcknowledgement('checkout', {
    acknowledgement_id: 'a',
    plan_id: 'p',
    provider: 'slack',
    owners: ['payments', 'platform'],
    route_ids: ['p-1', 'p-2'],
    acknowledgement_state: 'acknowledged',
    external_ref: '',
    notes: '',
    through: null,
    ...change,
  })
const routes = (...actions: string[]) => ({ route_decisions: actions.map((action) => ({ action })) })

describe('what the timeline of an incident says of a drill that it is linked to', () => {
  test.each<[Written, string, string?]>([
    [drill(drillActions.scheduleSet), 'set the schedule of the rollback drill checkout'],
    [
      drill(drillActions.planned, routes('deliver', 'deliver')),
      'planned whom to tell of the rollback drill checkout: 2 to be told',
    ],
    [
      drill(drillActions.planned, routes('deliver', 'suppress')),
      'planned whom to tell of the rollback drill checkout: 1 to be told, 1 kept back',
    ],
    [drill(drillActions.planned, 7), 'planned whom to tell of the rollback drill checkout'],
    [settled({}), 'told the owners of the rollback drill checkout by slack'],
    [
      settled({ outcome: 'failed', error: '503' }),
      'could not tell the owners of the rollback drill checkout by slack: 503',
    ],
    [settled({ outcome: 'unknown' }), 'may or may not have told the owners of the rollback drill checkout by slack'],
    [
      answered({ notes: 'On it' }),
      'acknowledged the notification of the rollback drill checkout to payments, platform by slack',
      'On it',
    ],
    [
      answered({ acknowledgement_state: 'escalated', owners: ['payments'], external_ref: 'INC-7' }),
      'escalated the notification of the rollback drill checkout to payments by slack (INC-7)',
    ],
    [
      answered({ acknowledgement_state: 'resolved', owners: [] }),
      'resolved the notification of the rollback drill checkout by slack',
    ],
    [
      answered({ acknowledgement_state: 'dismissed', owners: [] }),
      'dismissed the notification of the rollback drill checkout by slack',
    ],
    [
      drill(drillActions.acknowledged, { acknowledgement_state: 'toString' }),
      'drill.acknowledgement.recorded · drill:checkout',
    ],
    [
      drill(drillActions.runStarted, { target: { environment: 'staging', surface: 'checkout-staging' } }),
      'began the rollback drill checkout on checkout-staging',
    ],
    [drill(drillActions.runStarted, { target: null }), 'began the rollback drill checkout'],
    [drill(drillActions.runTicked, { step: 0 }), 'ticked step 1 of the rollback drill checkout'],
    [drill(drillActions.runUnticked, { step: 'x' }), 'took back a step of the rollback drill checkout'],
    [drill(drillActions.runRecovered), 'said that the rollback was through in the rollback drill checkout'],
    [drill(drillActions.runFinished, { notes: 'Warm' }), 'finished the rollback drill checkout', 'Warm'],
    [drill(drillActions.runFinished, { notes: null }), 'finished the rollback drill checkout'],
    [drill(drillActions.runAbandoned, { notes: 'Ill' }), 'broke off the rollback drill checkout', 'Ill'],
    [drill('drill.run.paused'), 'drill.run.paused · drill:checkout'],
  ])('%j: %s', (written, says, said) => {
    expect(tell(entry(written), { actors: {}, links: [] })).toMatchObject({ says, ...(said ? { said } : {}) })
  })

  test('every entry that is written about a schedule has words', () => {
    const elsewhere: readonly string[] = [drillActions.escalationPlanned, drillActions.audited]
    for (const action of Object.values(drillActions).filter((each) => !elsewhere.includes(each))) {
      const data = { acknowledgement_state: 'resolved' }
      expect(tell(entry(drill(action, data)), { actors: {}, links: [] }).look, action).not.toBe('other')
    }
  })
})
