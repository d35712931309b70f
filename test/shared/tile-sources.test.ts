import { expect, it } from 'vitest'
import { tileKinds } from '../../shared/domain/assistant.ts'
import { sourcesOf } from '../../shared/domain/tile-sources.ts'
import { sampleTiles } from '../support/sample-tiles.ts'

const trace = `#/traces/${'a'.repeat(32)}`
const agent = '#/traces?agent=research-agent'
const action = '#/deployments/019aa000-0000-7000-8000-00000000000a'

/** A row per kind: what a reply calls it, and where the console has it. */
const places = {
  trace_link: ['Last trace: answer', trace],
  span_list: ['Spans: answer', trace],
  cost_chart: ['Cost', '#/traces'],
  deployment_action: ['Proposal', action],
  rule_violation: ['Violation: no-refunds', trace],
  fleet_status: ['Fleet of research-agent', agent],
  anomaly_alert: ['Alert: Slow', agent],
  compliance_score: ['Compliance', '#/traces'],
  model_switch: ['Proposal', action],
  pause_control: ['Pause of research-agent', agent],
} as const

it.each(tileKinds)('%s leads to the rows that it shows', (kind) => {
  const [label, to] = places[kind]
  expect(sourcesOf([sampleTiles[kind]])).toEqual([{ ref: 't1', label, to }])
})

it('counts them in their order', () => {
  const tiles = tileKinds.map((kind) => sampleTiles[kind])
  expect(sourcesOf(tiles).map(({ ref }) => ref)).toEqual(tiles.map((_, i) => `t${i + 1}`))
  expect(sourcesOf([])).toEqual([])
})

it('leads somewhere too where there is nothing yet', () => {
  const empty = [
    { ...sampleTiles.trace_link, data: { trace: null } },
    { ...sampleTiles.rule_violation, data: { violation: null } },
    { ...sampleTiles.anomaly_alert, data: { alert: null } },
  ]
  expect(sourcesOf(empty).map(({ to }) => to)).toEqual(['#/traces', '#/traces', '#/traces'])
})

it('says of whom alone there is nothing', () => {
  const empty = [
    { ...sampleTiles.rule_violation, data: { violation: null, agent: 'research-agent' } },
    { ...sampleTiles.anomaly_alert, data: { alert: null, agent: 'research-agent' } },
  ]
  expect(sourcesOf(empty)).toEqual([
    { ref: 't1', label: 'Violations of research-agent', to: agent },
    { ref: 't2', label: 'Alerts of research-agent', to: agent },
  ])
})

it('takes nothing that a row says for a part of an address', () => {
  const odd = { ...sampleTiles.fleet_status.data.status, agent: 'a b&c=#/settings?x' }
  const [source] = sourcesOf([{ ...sampleTiles.fleet_status, data: { status: odd } }])
  expect(source?.to).toBe('#/traces?agent=a%20b%26c%3D%23%2Fsettings%3Fx')
})
