import { describe, expect, it } from 'vitest'
import { promptFor } from '../../main/assistant/prompt.ts'
import { scriptedSpeaker } from '../../main/assistant/scripted.ts'
import type { Tile } from '../../shared/contract/tiles.ts'
import { tileKinds } from '../../shared/domain/assistant.ts'
import { sampleTiles } from '../support/sample-tiles.ts'

async function said(tiles: readonly Tile[], signal = new AbortController().signal): Promise<string> {
  let text = ''
  const prompt = promptFor({ message: 'hello', history: [], tiles, not_proposed: null })
  for await (const part of scriptedSpeaker.stream(prompt, signal)) if (part.kind === 'text') text += part.delta
  return text
}

/** What of each tile has to be in the words about it. */
const figures = {
  trace_link: ['“answer”', '11 spans', '1,234 ms', 'error'],
  span_list: ['11 spans'],
  cost_chart: ['$12.5', '$10'],
  deployment_action: ['throttle', 'approve'],
  rule_violation: ['amber', 'no-refunds'],
  fleet_status: ['40 runs', '10 %', '2,400 ms'],
  anomaly_alert: ['Slow', 'firing'],
  compliance_score: ['200 evaluations', '97 %'],
  model_switch: ['gpt-4o-mini', '−$2.35'],
  pause_control: ['research-agent', 'It loops'],
} as const

describe('the scripted speaker', () => {
  it.each(tileKinds)('tells of %s what stands in it, and cites it', async (kind) => {
    const text = await said([sampleTiles[kind]])
    for (const figure of figures[kind]) expect(text).toContain(figure)
    expect(text).toContain('[t1]')
  })

  it('has nothing to say about nothing', async () => {
    expect(await said([])).toContain('No word of this')
  })

  it('says of whom alone there is nothing', async () => {
    const agent = 'research-agent'
    expect(await said([{ ...sampleTiles.anomaly_alert, data: { alert: null, agent } }])).toContain(
      'of “research-agent”',
    )
    expect(await said([{ ...sampleTiles.rule_violation, data: { violation: null, agent } }])).toContain(
      'of “research-agent”',
    )
    expect(await said([{ ...sampleTiles.anomaly_alert, data: { alert: null } }])).not.toContain(' of “')
  })

  it('names whom a proposal is about, by what it targets', async () => {
    const { deployment_action } = sampleTiles
    const data = { ...deployment_action.data, target_ref: 'a7aeb2f1', agent: 'triage-agent' }
    expect(await said([{ ...deployment_action, data }])).toContain('on “triage-agent”, by its trace “a7aeb2f1”.')
  })

  it('ends a reason once', async () => {
    const { pause_control } = sampleTiles
    const data = { ...pause_control.data, pause: { ...pause_control.data.pause, reason: 'It loops.' } }
    expect(await said([{ ...pause_control, data }])).toContain('is paused: “It loops”. It can')
  })

  it('stops when told to', async () => {
    expect(await said([sampleTiles.fleet_status], AbortSignal.abort())).toBe('')
  })

  it('takes no markup from a name', async () => {
    const { trace } = sampleTiles.trace_link.data
    const odd = trace && { ...trace, name: '[x](https://attacker.example) ![y](z) <b>' }
    expect(await said([{ ...sampleTiles.trace_link, data: { trace: odd } }])).not.toMatch(/\]\(|!\[/)
  })
})
