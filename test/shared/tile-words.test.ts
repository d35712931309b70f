import { describe, expect, it } from 'vitest'
import type { ActionType } from '../../shared/domain/action-policy.ts'
import { agentFinder, refersBack } from '../../shared/domain/agent-named.ts'
import { type TileKind, tileKinds } from '../../shared/domain/assistant.ts'
import { messageWords } from '../../shared/domain/message-words.ts'
import { tileWords } from '../../shared/domain/tile-words.ts'

/** Each row of the source's table, by the words that it gives and those that plainly mean the same. */
const rows: Record<Exclude<TileKind, 'deployment_action' | 'model_switch' | 'pause_control'>, string[]> = {
  trace_link: [
    'show last trace',
    'recent trace',
    'Show me the latest trace, please',
    'the most recent trace',
    'latest research-agent trace',
    'RECENT TRACES?',
    'trace of the last run',
  ],
  span_list: ['show spans', 'list the steps', 'list steps', 'show me the spans of it', 'Show the last steps!'],
  cost_chart: [
    'cost',
    'spend',
    'how much',
    'What does it cost?',
    'costs of today',
    'How much did we spend?',
    'spending',
    'what was spent',
  ],
  rule_violation: ['violation', 'amber', 'constitutional', 'latest violations', 'what violates the rules'],
  fleet_status: [
    'fleet',
    'how are my agents',
    'how are the agents doing?',
    'How’re my agents',
    "what's the error rate on research-agent?",
    'error rates',
    'p95',
    'p-95 of today',
    'latency',
    'how is sales-assistant doing',
  ],
  anomaly_alert: ['alert', 'anomaly', 'paged', 'any alerts?', 'anomalies', 'who was paged'],
  compliance_score: [
    'compliance',
    'EU AI Act',
    'SOC 2',
    'soc2',
    'SOC-2',
    'are we compliant',
    'the eu-ai-act',
    'AI Act',
  ],
}

/** The source's action keywords, and others that say the same. */
const actionWords: Record<Exclude<ActionType, 'create_incident'>, string[]> = {
  throttle: ['throttle', 'throttle the sales-assistant agent', 'throttle it'],
  kill_run: ['kill', 'kill run', 'kill the run', 'Kill it now'],
  rollback_deploy: [
    'rollback',
    'roll back',
    'roll-back',
    'roll it back',
    'roll the last deploy back',
    'roll sales-assistant back',
    'ROLLBACK!',
  ],
  switch_model: [
    'swap model',
    'switch model',
    'switch the model of sales-assistant',
    'change model to gpt-5-mini',
    'model swap',
    'use a cheaper model',
    'switch it to claude-haiku-4',
  ],
  disable_flag: [
    'disable flag',
    'disable the flag',
    'disable the auto-refund flag',
    'turn off the flag',
    'turn the flag off',
  ],
  scale_down: ['scale down', 'scale it down', 'scale-down', 'scale research-agent down'],
  tag_trace: ['tag trace', 'tag the trace', 'tag this trace as odd', 'tag it'],
  alert: ['send alert', 'send an alert', 'send out an alert', 'raise an alert'],
}

describe('the table of tiles', () => {
  const cases = Object.entries(rows).flatMap(([kind, messages]) => messages.map((message) => [kind, message] as const))
  it.each(cases)('%s fires on “%s”', (kind, message) => {
    expect(tileWords(message).tiles).toContain(kind)
    expect(tileWords(message).proposal).toBeNull()
  })

  const done = Object.entries(actionWords).flatMap(([type, messages]) => messages.map((each) => [type, each] as const))
  it.each(done)('deployment_action: %s is proposed by “%s”', (type, message) => {
    const { tiles, proposal } = tileWords(message)
    expect(proposal).toEqual({ type })
    expect(tiles).toContain('deployment_action')
    expect(tiles.includes('model_switch')).toBe(type === 'switch_model')
  })

  it('pause_control is not asked for by words', () => {
    expect(tileWords('is research-agent paused? resume it').tiles).toEqual([])
  })

  it('keeps the order of the table, whatever the order of the words', () => {
    const message =
      'Compliance? alerts, the fleet, violations, cost, list the steps, and the last trace; use a cheaper model'
    const { tiles } = tileWords(message)
    expect(tiles).toEqual(tileKinds.filter((kind) => kind !== 'pause_control'))
  })
})

describe('words', () => {
  it.each([
    'fleeting thoughts',
    'a costume',

    'altercation',
    'the skill of painkillers',
    'telltale',
    'spender',
    'overkill',
    'unthrottle',
    'hello',
    '',
    'amberley',
    'socket 2',
    '¡',
    'Übercost-ähnlich'.replace('-', ''),
  ])('“%s” fires nothing', (message) => {
    expect(tileWords(message)).toEqual({ tiles: [], proposal: null })
  })

  it.each([
    ['full width', 'ＴＨＲＯＴＴＬＥ　ｉｔ'],
    ['full-width marks', 'なに？throttle！'],
    ['a soft hyphen', 'thro\u00adttle it'],
    ['a zero-width space', 'thro\u200bttle'],
    ['accents', 'thróttle'],
    ['marks around', '**throttle**_it_'],
    ['no space behind a stop', 'Bad.throttle it'],
  ])('reads %s', (_, message) => {
    expect(tileWords(message).proposal).toEqual({ type: 'throttle' })
  })

  it('does not join what a soft hyphen parts only for the eye', () => {
    expect(tileWords('fleet\u00ading').tiles).toEqual([])
  })

  it('folds ß, and other letters with two forms', () => {
    expect(messageWords('Straße STRASSE ﬂeet')).toEqual(['strasse', 'strasse', 'fleet'])
  })
})

describe('at most one proposal', () => {
  it.each([
    ['throttle it and kill the run', 'throttle'],
    ['kill the run, or throttle it', 'kill_run'],
    ['roll back, then swap the model', 'rollback_deploy'],
    ['switch off the flag of the large model', 'disable_flag'],
    ['tag the trace and send an alert', 'tag_trace'],
  ])('of “%s” the first', (message, type) => {
    const { tiles, proposal } = tileWords(message)
    expect(proposal).toEqual({ type })
    expect(tiles).not.toContain('model_switch')
  })

  it.each([
    "don't throttle it",
    'don’t throttle it',
    'dont throttle it',
    'do not kill',
    'Do NOT, I repeat, do not kill it',
    'please do not under any circumstances kill the run',
    'never roll back',
    'do not throttle and kill it',
    'do not kill or throttle it',
    'stop the rollback',
    'cancel that rollback',
    'undo the throttle',
    'un-throttle it',
    'what happened after the rollback',
    'without a rollback',
    'no need to swap the model',
    "you mustn't disable the flag",
    'ｄｏ ｎｏｔ ｔｈｒｏｔｔｌｅ',
    'd\u200bon\u2019t throttle',
    'show the rollback drills',
    'when is the next rollback drill?',
    'run a roll-back drill',
    'roll it out and get back to me',
    'who did the rollback?',
    'and who did the rollback?',
    'Tell me who did the rollback',
    'what does throttle mean?',
    'what’s a rollback',
    'how does rollback work?',
    'is the throttle approved?',
    'why did you kill it?',
    'when it fails again throttle it',
    'was there a rollback?',
    'were you going to kill it',
    'did somebody swap the model',
    'does scale down help',
    'has it been told to kill the run',
    'is it time to tag it, or did you tag it',
  ])('“%s” proposes nothing', (message) => {
    expect(tileWords(message).proposal).toBeNull()
    expect(tileWords(message).tiles).not.toContain('deployment_action')
  })

  it.each([
    ["don't wait: throttle it", 'throttle'],
    ["Don't kill it, throttle it", 'throttle'],
    ['it does not answer, kill the run', 'kill_run'],
    ['it does not answer so kill the run', 'kill_run'],
    ['It did not help. Roll back!', 'rollback_deploy'],
    ['no — throttle it', 'throttle'],
    ['can you throttle it?', 'throttle'],
    ['could we roll back?', 'rollback_deploy'],
    ['please kill the run', 'kill_run'],
    ['should we throttle it?', 'throttle'],
    ['how about a rollback?', 'rollback_deploy'],
    ['Is it slow? Throttle it.', 'throttle'],
    ['why is it slow please kill the run', 'kill_run'],
    ['show the rollback drills, then roll back', 'rollback_deploy'],
  ])('“%s” proposes what it does not forbid', (message, type) => {
    expect(tileWords(message).proposal).toEqual({ type })
  })
})

describe('which agent a message names', () => {
  const agents = [
    'it',
    'Kill',
    'the agent',
    'sales',
    'sales-assistant',
    'research-agent',
    'Straßen-Bot',
    'rollback the deploy',
    'a.b',
    'a-b',
    '🤖',
    '客服',
  ]
  it.each([
    ["what's the error rate on research-agent?", 'research-agent'],
    ['throttle the Sales Assistant agent', 'sales-assistant'],
    ['throttle sales', 'sales'],
    ['STRASSEN-BOT', 'Straßen-Bot'],
    ['how is a-b doing', 'a-b'],
    ['how is a.b doing', 'a.b'],
    ['kill 🤖', '🤖'],
    ['客服 cost', '客服'],
    ['wholesales of presales', null],
    ['research agents', null],
    ["kill research-agent's run", 'research-agent'],
    ["what's research-agent's error rate?", 'research-agent'],
    ['throttle sales-assistant’s calls', 'sales-assistant'],
    ["SALES'S CALLS", 'sales'],
    ["the sales' calls", 'sales'],
    ["throttle 🤖's calls", '🤖'],
    ['kill sales, not research-agent', 'sales'],
    ['kill sales instead of research-agent', 'sales'],
    ['throttle everything of sales except its sales-assistant', 'sales'],
    ["don't kill research-agent, kill sales", 'sales'],
    ['do not touch research-agent but kill sales', 'sales'],
    ['rollback the deploy of sales', 'sales'],
    ['sales, and again Sales', 'sales'],
    ['throttle it', null],
    ['kill the agent', null],
    ['', null],
  ])('“%s”: %s', (message, agent) => {
    expect(agentFinder(agents)(message).agents).toEqual(agent === null ? [] : [agent])
  })

  it('takes none of several for the one that is meant, and keeps their order', () => {
    const find = agentFinder(agents)
    expect(find('throttle research-agent because sales-assistant is slow')).toEqual({
      agents: ['research-agent', 'sales-assistant'],
      excluded: [],
    })
    expect(find('sales or sales-assistant').agents).toEqual(['sales', 'sales-assistant'])
    expect(find('how is a b doing').agents).toEqual(['a.b', 'a-b'])
    expect(agentFinder(['Sales', 'sales'])('throttle Sales').agents).toEqual(['Sales'])
    expect(find('kill it, not research-agent')).toEqual({ agents: [], excluded: ['research-agent'] })
  })

  it.each([
    ['what does it cost?', true],
    ['its error rate', true],
    ['fleet status of that agent', true],
    ['how are my agents?', false],
    ['the item', false],
  ])('“%s” refers back: %s', (message, refers) => {
    expect(refersBack(message)).toBe(refers)
  })
})
