import { describe, expect, test } from 'vitest'
import { whyNotPermitted } from '../../../renderer/screens/traces/actions/permitted.ts'
import {
  type Asked,
  deedGroups,
  deedNames,
  forms,
  missingIn,
  proposalOf,
} from '../../../renderer/screens/traces/actions/span-actions.ts'
import { NewAction } from '../../../shared/contract/actions.ts'
import { type ActionType, actionTypes } from '../../../shared/domain/action-policy.ts'
import { someSpan } from './some-spans.ts'

const about = {
  trace: '9b11d0c27a4e4b6f8c1d2e3f4a5b6c7d',
  span: someSpan('00f067aa0ba902b7', { model: 'large', conversation: 'c-1' }),
  ended_at: '2026-11-21T12:00:00.000Z',
}
const seen = { agent: 'research-agent', trace_id: about.trace, span_id: about.span.span_id }
const asked = (type: ActionType, text: string): Asked => ({
  target: forms[type].targetOf(about),
  text,
  severity: 'sev2',
})

const rows: Record<ActionType, [text: string, target: string, payload: object]> = {
  tag_trace: [' refund-loop, evidence,, evidence', about.trace, { tags: ['refund-loop', 'evidence'] }],
  alert: ['', 'research-agent', {}],
  create_incident: ['It loops', 'research-agent', { title: 'It loops', severity: 'sev2' }],
  kill_run: ['', about.trace, { run: about.trace, conversation: 'c-1' }],
  throttle: ['30', 'research-agent', { requests_per_minute: 30 }],
  switch_model: [' small ', 'research-agent', { from: 'large', to: 'small' }],
  scale_down: ['0', 'research-agent', { to: 0 }],
  disable_flag: ['auto-refund', 'flag:auto-refund', { flag: 'auto-refund' }],
  rollback_deploy: ['1be90f4', 'research-agent', { to: '1be90f4' }],
}

describe('what is proposed about a span', () => {
  test.each(actionTypes)('%s: supervised, with what its type takes and where it was seen', (type) => {
    const [text, target_ref, payload] = rows[type]
    const proposal = proposalOf(type, about, asked(type, text), ' Because. ')
    expect(proposal).toEqual({
      type,
      target_ref,
      reason: 'Because.',
      mode: 'supervised',
      payload: { ...payload, ...seen },
    })
    expect(NewAction.safeParse(proposal).success).toBe(true)
    expect(missingIn(type, about, asked(type, text), 'Because.')).toBeNull()
    expect(missingIn(type, about, asked(type, text), '  ')).toBe('Asleep until a reason is given')
  })

  test.each([
    ['tag_trace', ' , ', 'Between one and twenty tags, each of 100 characters at most'],
    ['tag_trace', 'x'.repeat(101), 'Between one and twenty tags, each of 100 characters at most'],
    ['throttle', '', 'Asleep until “Requests a minute, at most” is filled in'],
    ['throttle', '3.5', '“Requests a minute, at most” is a whole number'],
    ['throttle', '-1', '“Requests a minute, at most” is a whole number'],
    ['switch_model', ' ', 'Asleep until “To which model” is filled in'],
    ['disable_flag', '', 'Asleep until “Flag” is filled in'],
  ] as const)('%s with “%s” sleeps', (type, text, why) =>
    expect(missingIn(type, about, asked(type, text), 'r')).toBe(why),
  )

  test('a target that was emptied sleeps', () =>
    expect(missingIn('rollback_deploy', about, { ...asked('rollback_deploy', ''), target: ' ' }, 'r')).toBe(
      'Asleep until it has a target',
    ))

  test('the menu has every type once, and the pause', () => {
    const all = deedGroups.flatMap(({ deeds }) => deeds)
    expect(all.toSorted()).toEqual([...actionTypes, 'pause_agent'].toSorted())
    expect(Object.keys(deedNames).toSorted()).toEqual(all.toSorted())
  })
})

test('who may not is told which permission it takes', () => {
  expect(whyNotPermitted({ 'actions.propose': true }, 'actions.propose', 'Proposing')).toBeNull()
  expect(whyNotPermitted(undefined, 'actions.propose', 'Proposing')).toBeNull()
  expect(whyNotPermitted({ 'actions.propose': true }, 'agents.pause', 'Pausing')).toBe(
    'Pausing needs the permission agents.pause, which your roles do not carry.',
  )
})
