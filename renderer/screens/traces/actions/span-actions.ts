import type { ActionType } from '../../../../shared/domain/action-policy.ts'
import type { Json } from '../../../../shared/domain/entry.ts'
import type { Severity } from '../../../../shared/domain/incident.ts'
import type { NewAction } from '../../../api.ts'
import type { Span } from '../../../fleet-api.ts'

/** What can be done about a span. All but the pause are proposals, and wait in the queue for people. */
export type SpanDeed = ActionType | 'pause_agent'

export const deedGroups: readonly { name: string; deeds: readonly SpanDeed[] }[] = [
  { name: 'This trace', deeds: ['tag_trace', 'alert', 'create_incident', 'kill_run'] },
  { name: 'Its agent', deeds: ['throttle', 'switch_model', 'scale_down', 'pause_agent'] },
  { name: 'What it runs', deeds: ['disable_flag', 'rollback_deploy'] },
]

export const deedNames: Record<SpanDeed, string> = {
  tag_trace: 'Tag trace…',
  alert: 'Send alert…',
  create_incident: 'Create incident…',
  kill_run: 'Kill run…',
  throttle: 'Throttle agent…',
  switch_model: 'Switch model…',
  scale_down: 'Scale down…',
  pause_agent: 'Pause agent…',
  disable_flag: 'Disable flag…',
  rollback_deploy: 'Roll back deploy…',
}

export type About = {
  trace: string
  span: Span
  /** Of the trace, as far as it was reported. */
  ended_at: string
}
/** What a form asks for beside the reason. */
export type Asked = {
  target: string
  text: string
  severity: Severity
}
type Field = { label: string; help?: string; needs: 'words' | 'number' | 'nothing'; longest: number }

type Form = {
  /** What the target is called, where the operator may change it. */
  target: { label: string; help?: string } | null
  /** The one thing more that this type takes. */
  field: Field | null
  targetOf: (about: About) => string
  payloadOf: (about: About, asked: Asked) => { [key: string]: Json }
}

const words = (label: string, longest: number, help?: string): Field => ({
  label,
  needs: 'words',
  longest,
  ...(help === undefined ? {} : { help }),
})
const number = (label: string, help: string): Field => ({ label, needs: 'number', longest: 9, help })
const optional = (label: string, longest: number, help: string): Field => ({ label, needs: 'nothing', longest, help })

const said = (name: string, text: string): { [key: string]: Json } => (text === '' ? {} : { [name]: text })

export const forms: Record<ActionType, Form> = {
  tag_trace: {
    target: null,
    field: words('Tags', 400, 'Several are parted by commas.'),
    targetOf: ({ trace }) => trace,
    payloadOf: (_, { text }) => ({ tags: tagsIn(text) }),
  },
  alert: {
    target: null,
    field: optional('Message', 2000, 'What everybody is shown. Left empty: the reason.'),
    targetOf: ({ span }) => span.agent,
    payloadOf: (_, { text }) => said('message', text),
  },
  create_incident: {
    target: null,
    field: words('What is wrong, in a line', 200),
    targetOf: ({ span }) => span.agent,
    payloadOf: (_, { text, severity }) => ({ title: text, severity }),
  },
  kill_run: {
    target: null,
    field: null,
    targetOf: ({ trace }) => trace,
    payloadOf: ({ trace, span }) => ({ run: trace, ...said('conversation', span.conversation ?? '') }),
  },
  throttle: {
    target: null,
    field: number('Requests a minute, at most', 'Whoever carries it out is given this number.'),
    targetOf: ({ span }) => span.agent,
    payloadOf: (_, { text }) => ({ requests_per_minute: Number(text) }),
  },
  switch_model: {
    target: null,
    field: words('To which model', 120),
    targetOf: ({ span }) => span.agent,
    payloadOf: ({ span }, { text }) => ({ ...said('from', span.model ?? ''), to: text }),
  },
  scale_down: {
    target: { label: 'What is scaled down', help: 'The agent, or the fleet that it runs in.' },
    field: number('To how many', 'Nought takes it down altogether.'),
    targetOf: ({ span }) => span.agent,
    payloadOf: (_, { text }) => ({ to: Number(text) }),
  },
  disable_flag: {
    target: null,
    field: words('Flag', 200),
    targetOf: () => '',
    payloadOf: (_, { text }) => ({ flag: text.replace(/^flag:/, '') }),
  },
  rollback_deploy: {
    target: { label: 'Which deploy', help: 'Such as checkout-agent@4f2c9e1: the build that is taken back.' },
    field: optional('To which build', 200, 'Left empty: whoever carries it out decides.'),
    targetOf: ({ span }) => span.agent,
    payloadOf: (_, { text }) => said('to', text),
  },
}

const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]

/** Of a flag the name is the target; all else is known, or asked for. */
export const targetFor = (type: ActionType, about: About, { target, text }: Asked): string => {
  if (type === 'disable_flag') return `flag:${text.trim().replace(/^flag:/, '')}`
  return forms[type].target === null ? forms[type].targetOf(about) : target.trim()
}

/** Why it cannot be proposed as it is written. The server has the last word. */
export function missingIn(type: ActionType, about: About, asked: Asked, reason: string): string | null {
  const { field } = forms[type]
  const text = asked.text.trim()
  if (field !== null && field.needs !== 'nothing' && text === '') return `Asleep until “${field.label}” is filled in`
  if (field?.needs === 'number' && !/^\d{1,9}$/.test(text)) return `“${field.label}” is a whole number`
  if (type === 'tag_trace') {
    const tags = tagsIn(text)
    if (tags.length === 0 || tags.length > 20 || tags.some((tag) => tag.length > 100))
      return 'Between one and twenty tags, each of 100 characters at most'
  }
  if (targetFor(type, about, asked) === '') return 'Asleep until it has a target'
  return reason.trim() === '' ? 'Asleep until a reason is given' : null
}

/** What whoever carries it out is given: what its type takes, and where it was seen. */
export const payloadFor = (type: ActionType, about: About, asked: Asked): { [key: string]: Json } => ({
  ...forms[type].payloadOf(about, { ...asked, text: asked.text.trim() }),
  agent: about.span.agent,
  trace_id: about.trace,
  span_id: about.span.span_id,
})

/** Supervised, whatever it is: from here nothing runs by itself. */
export const proposalOf = (type: ActionType, about: About, asked: Asked, reason: string): NewAction => ({
  type,
  target_ref: targetFor(type, about, asked),
  reason: reason.trim(),
  mode: 'supervised',
  payload: payloadFor(type, about, asked),
})
