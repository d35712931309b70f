import { type AgentId, agents } from './agents.ts'
import type { Odd } from './make-run.ts'

/** The traces that the queue's story speaks of. */
export const refundLoop = '9b11d0c27a4e4b6f8c1d2e3f4a5b6c7d'
export const twoLanguages = '51f0c2b7d94a4e0ab3c6708e15f2a9d4'

const hour = 60
/** When an agent was not as usual: from so many minutes before now until then. */
type Spell = { agent: AgentId; from: number; to: number; busier?: number; odd: Odd }

const spells: readonly Spell[] = [
  // The provider's incident, the day before.
  { agent: 'sales', from: 27 * hour, to: 24.5 * hour, odd: { slower: 4.2, failing: 0.04 } },
  // Retries that ran away, until the fleet was scaled to nothing.
  { agent: 'billing', from: 22.6 * hour, to: 22 * hour, busier: 6, odd: { failing: 0.5 } },
  // The nightly import.
  { agent: 'triage', from: 4.2 * hour, to: 3.9 * hour, busier: 3, odd: { failing: 0.06 } },
  // The quarterly report, which finance ordered.
  { agent: 'research', from: 3.5 * hour, to: 2.4 * hour, busier: 5, odd: { larger: 4.5, turns: 5, slower: 1.5 } },
  // On the large model.
  { agent: 'triage', from: 78, to: 0, busier: 6, odd: { model: 'claude-opus-4-1', slower: 5.4, larger: 1.2 } },
  // The deploy that pays refunds.
  { agent: 'checkout', from: 56, to: 0, busier: 3, odd: { version: '4f2c9e1', turns: 4, larger: 1.6 } },
  // Customers who ask where their money is.
  { agent: 'sales', from: 24, to: 0, busier: 4, odd: { larger: 16, turns: 4 } },
  { agent: 'support', from: 50, to: 0, busier: 4, odd: {} },
  { agent: 'research', from: 60, to: 0, busier: 2, odd: {} },
]

const refundOf = (order: string) => `{"order":"${order}","amount":"49.90","currency":"EUR"}`
const looping = (order: string, times: number): Odd => ({
  version: '4f2c9e1',
  turns: 1,
  failing: 0,
  loop: { tool: 'issue_refund', times, argument: refundOf(order) },
})

/** Single runs that somebody speaks of. */
export const told: readonly { agent: AgentId; ago: number; odd: Odd }[] = [
  {
    agent: 'checkout',
    ago: 41,
    odd: { ...looping('48213', 312), trace_id: refundLoop, attributes: { 'run.id': 'run-9b11d0c27a' } },
  },
  { agent: 'checkout', ago: 33, odd: looping('48377', 74) },
  { agent: 'checkout', ago: 17, odd: looping('48410', 58) },
  {
    agent: 'support',
    ago: 6.2 * hour,
    odd: { trace_id: twoLanguages, attributes: { 'prompt.version': 'canary-12', 'answer.languages': 'de, en' } },
  },
]

export const oddAt = (agent: AgentId, ago: number): Spell | undefined =>
  spells.find((spell) => spell.agent === agent && ago <= spell.from && ago > spell.to)

export const runsPerHour = (agent: AgentId, ago: number): number =>
  agents[agent].runsPerHour * (oddAt(agent, ago)?.busier ?? 1)
