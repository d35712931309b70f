import { isOneLine } from '../../../shared/domain/one-line.ts'
import { reasonFrom } from '../../../shared/domain/proposal-reason.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { ActionRecord } from '../../store/action-record.ts'
import { proposeAction } from '../actions/propose-action.ts'
import { permit } from '../caller.ts'
import { type Act, admit } from '../transition.ts'
import type { LookedUp } from './look-up.ts'
import type { Switch } from './other-model.ts'
import { payloadOf } from './payload-of.ts'

/**
 * Puts into the queue what a person's own words ask for: always supervised, whatever its tier. A refusal says why there is
 * nothing to propose; it is no refusal of the question.
 */
export async function proposeFromMessage(
  services: Services,
  act: Act,
  { words, named, unclear, said_id, trace }: LookedUp,
  message: string,
  other: Switch | null,
): Promise<Result<ActionRecord> | null> {
  if (words.proposal === null) return null
  const may = permit(act.caller, 'actions.propose')
  if (!may.ok) return may
  if (said_id === null && unclear.length > 0) return refuse('invalid_input', whichOf(unclear))
  if (trace === null) return refuse('not_found', whyNone(named, said_id))
  // What is kept from before names were looked at: nobody could read it as it is.
  if (![trace.agent, trace.trace_id].every(isOneLine)) return refuse('invalid_input', notReadable)
  const reason = reasonFrom(message)
  if (reason === '') return refuse('invalid_input', notReadable)
  const admitted = await admit(act.tx, act.caller.client, 'transitions', services.limits)
  if (!admitted.ok) return admitted
  const { type } = words.proposal
  const payload = payloadOf(type, message, trace, other)
  const wanted = { type, target_ref: trace.trace_id, reason, mode: 'supervised', payload } as const
  return ok(await proposeAction(services, act, wanted, { through: 'assistant' }))
}

function whyNone(named: string | null, said_id: string | null): string {
  if (said_id !== null) return `Nothing was proposed: there is no trace ${said_id}.`
  return named === null ? nothingReported : nothingOf(named)
}

const mostNamed = 5
const whichOf = (agents: readonly string[]): string =>
  agents.length === 1
    ? `Nothing was proposed: your message says not to do it to ${agents[0]}, and names no other agent. Which one do you mean?`
    : `Nothing was proposed: it could be about ${agents.slice(0, mostNamed).join(' or ')}. Which one do you mean?`
const nothingReported = 'Nothing was proposed: no agent has reported a trace that it could be about.'
const nothingOf = (agent: string): string =>
  `Nothing was proposed: ${agent} has reported no trace that it could be about.`
const notReadable = 'Nothing was proposed: what it would be about has a name with characters that cannot be seen.'
