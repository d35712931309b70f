import { expect, it } from 'vitest'
import { payloadOf } from '../../../main/use-cases/assistant/payload-of.ts'
import type { ActionType } from '../../../shared/domain/action-policy.ts'

const of = { agent: 'a', trace_id: 'b'.repeat(32) }

const cases: readonly [ActionType, string, object][] = [
  ['throttle', 'throttle it to 30 requests per minute', { requests_per_minute: 30 }],
  ['throttle', 'throttle the sales-assistant agent down to 30 calls a minute', { requests_per_minute: 30 }],
  ['throttle', 'Throttle a.b to 30/min', { requests_per_minute: 30 }],
  ['throttle', 'throttle it at 12 rpm', { requests_per_minute: 12 }],
  ['throttle', 'throttle it from 100 to 30 per minute', { requests_per_minute: 30 }],
  ['throttle', 'ｔｈｒｏｔｔｌｅ it to ３０ requests per minute', { requests_per_minute: 30 }],
  ['throttle', 'throttle it, 429 calls failed', {}],
  ['throttle', 'throttle it: it made 5000 requests in the last minute', {}],
  ['throttle', 'throttle it because it went to 5000 requests per minute', {}],
  ['throttle', 'it is at 5000 requests a minute, throttle it', {}],
  ['throttle', 'throttle it as it is at 5000 requests a minute', {}],
  ['throttle', 'throttle it to 30 requests', {}],
  ['throttle', 'throttle it to 1,000 requests per minute', {}],
  ['scale_down', 'scale it down to 4', { to: 4 }],
  ['scale_down', 'scale research-agent down to 4 replicas.', { to: 4 }],
  ['scale_down', 'scale down to 4.', { to: 4 }],
  ['scale_down', 'scale down to 50%', {}],
  ['scale_down', 'scale down to 1.5', {}],
  ['scale_down', 'the load went down to 4, scale down', {}],
  ['scale_down', 'scale down because traffic went down to 4', {}],
  ['tag_trace', 'tag the trace as odd-one', { tag: 'odd-one' }],
  ['tag_trace', 'tag it as needs review', { tag: 'needs review' }],
  ['tag_trace', 'tag it as odd please', { tag: 'odd' }],
  ['tag_trace', 'tag it as odd because bob says so', { tag: 'odd' }],
  ['tag_trace', 'tag it as suspicious I agree with bob', { tag: 'suspicious' }],
  ['tag_trace', 'tag the trace with "slow tool"', { tag: 'slow tool' }],
  ['tag_trace', 'tag the trace as “slow”, thanks', { tag: 'slow' }],
  ['tag_trace', 'tag it, I agree with bob', {}],
  ['tag_trace', 'tag it. I agree with bob', {}],
  ['tag_trace', 'tag it as soon as possible', {}],
  ['tag_trace', "tag bob's trace, it is ann's", {}],
  ['disable_flag', 'disable the flag auto-refund', { flag: 'auto-refund' }],
  ['kill_run', 'kill it to 30 requests per minute', {}],
]

/** Only what a message instructs: what it tells of besides is in the reason, for whoever approves it. */
it.each(cases)('%s: “%s”', (type, message, said) => {
  expect(payloadOf(type, message, of, null)).toEqual({ ...of, ...said })
})
