import { expect, test } from 'vitest'
import { reportOf } from '../../main/gate/forward-report.ts'
import { DeployReport } from '../../shared/contract/deploys.ts'
import { begin, evolveDeploy, type GateEvent } from '../../shared/domain/gate.ts'
import { ended, factsOf } from '../shared/gate-kit.ts'

const told = (events: readonly GateEvent[]) =>
  DeployReport.parse(reportOf(events.reduce(evolveDeploy, begin(factsOf())), undefined))

test('the first report says that it is under way, and the last one does not', () => {
  expect(told([])).toMatchObject({ outcome: 'unknown', under_way: true })
  expect(told([ended('unknown')])).not.toHaveProperty('under_way')
})

test('a server is told of what there is to go back to', () => {
  const taken: GateEvent = { kind: 'snapshot_taken', snapshot: 'lightsail-20260429T143300Z-kris', state_serial: 41 }
  expect(told([taken, { kind: 'deployed', release: 'v9' }, ended('success')])).toMatchObject({
    outcome: 'success',
    release: 'v9',
    snapshot: taken.snapshot,
    state_serial: 41,
  })
  const plain = told([ended('success')])
  expect(plain).not.toHaveProperty('snapshot')
  expect(plain).not.toHaveProperty('state_serial')
})
