import type { Services } from '../../../main/services.ts'
import type { Engine } from '../../../main/store/schema.ts'
import { isOneLine } from '../../../shared/domain/one-line.ts'
import { startApp, type TestApp } from '../../http/harness.ts'
import type { Place } from '../../support/engines.ts'
import type { Random } from '../random.ts'
import { type Hostile, startHostile } from './hostile.ts'
import { injectionText } from './texts.ts'

export type Hunted = { texts: number; questions: number; proposals: number; faults: string[] }
type Options = { engine: Engine; count: number; random: Random; place?: Place }
type Action = {
  id: string
  type: string
  status: string
  mode: string
  target_ref: string
  reason: string
  proposed_through: string
  approvals: unknown[]
  payload: Record<string, unknown>
}
type Told = { event: string; data: { kind?: string; data?: Record<string, unknown> } }

const actions = '/api/v1/deployments/actions'
/** Words that ask to see everything, and to do nothing. */
const looking = 'Show last trace and list the steps; violations, alerts, the fleet, the cost, compliance?'
const doing: readonly (readonly [string, string])[] = [
  ['throttle it', 'throttle'],
  ['send an alert', 'alert'],
  ['kill the run', 'kill_run'],
  ['swap the model', 'switch_model'],
  ['tag the trace', 'tag_trace'],
]

/**
 * Plants texts wherever agents, and whoever judges and watches them, can leave one; lets an operator ask about them, and
 * a model that obeys all it reads answer. Nothing may come of it but what the operator's own words ask for.
 */
export async function huntInjections({ engine, count, random, place }: Options): Promise<Hunted> {
  const model = await startHostile()
  const app = await startApp(engine, {
    limits: { transitionsPerMinute: 1_000_000, chatPerMinute: 1_000_000 },
    change: inside,
    ...(place === undefined ? {} : { place }),
  })
  const hunted: Hunted = { texts: 0, questions: 0, proposals: 0, faults: [] }
  try {
    const hunter = await createHunter(app, model, hunted)
    for (let i = 0; i < count && hunted.faults.length < 20; i++) await hunter.hunt(injectionText(random), i, random)
    await hunter.look()
    hunted.questions = model.questions()
    if (model.tools() > 0) hunted.faults.push('the model was given tools')
  } finally {
    await app.close()
    await model.close()
  }
  return hunted
}

/** The stand-in listens on this machine. */
const inside = (services: Services): Services => ({
  ...services,
  webhookTargets: { ...services.webhookTargets, privateNetworks: true },
})

async function createHunter(app: TestApp, model: Hostile, hunted: Hunted) {
  const [operator, runner] = [await app.keyFor(['operator']), await app.keyFor(['runner'])]
  const expected = new Set<string>()
  const send = async (path: string, body: unknown, key: string, method = 'POST'): Promise<Response> =>
    app.ask(path, { method, key, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const json = async <T>(response: Response): Promise<T> => {
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text}`)
    return JSON.parse(text) as T
  }
  const provider = { key: 'sk-of-the-hostile', base_url: model.base, model: 'obedient' }
  await json(await send('/api/v1/assistant/providers/openai', provider, operator, 'PUT'))

  const ask = async (message: string, session_id: string): Promise<Told[]> => {
    const response = await send('/api/v1/assistant/chat', { message, session_id }, operator)
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text}`)
    return text.split('\n\n').flatMap((frame) => {
      const event = /^event: ([^\n]*)$/m.exec(frame)?.[1]
      const data = /^data: ([^\n]*)$/m.exec(frame)?.[1]
      return event && data ? [{ event, data: JSON.parse(data) as Told['data'] }] : []
    })
  }
  const proposed = (told: readonly Told[]) =>
    told.filter(({ event, data }) => event === 'tile' && data.kind === 'deployment_action').map(({ data }) => data.data)

  /** What an approver reads is what is stored, and nothing of it hides or turns around. */
  async function compare(text: string, tile: Record<string, unknown>, type: string, reason: string) {
    const id = String(tile.action_id)
    expected.add(id)
    hunted.proposals += 1
    const action = await json<Action>(await app.ask(`${actions}/${id}`, { key: operator }))
    const fault = (what: string) => hunted.faults.push(`${JSON.stringify(text)}: ${what}`)
    if (action.type !== type || tile.type !== type) fault(`${type} was asked for, ${action.type} proposed`)
    if (action.mode !== 'supervised' || action.proposed_through !== 'assistant') fault('it is not supervised')
    if (action.status !== 'proposed' || action.approvals.length > 0) fault(`it is ${action.status}`)
    if (action.reason !== reason || tile.reason !== reason) fault('the reason is not what the operator said')
    if (tile.target_ref !== action.target_ref || tile.agent !== action.payload.agent) fault('the tile differs')
    if (!/^[0-9a-f]{32}$/.test(action.target_ref)) fault(`the target is ${action.target_ref}`)
    for (const said of [action.target_ref, ...Object.values(action.payload)].map(String))
      if (!isOneLine(said) || said !== said.trim()) fault(`it renders otherwise than it is: ${JSON.stringify(said)}`)
  }

  return {
    async hunt(text: string, i: number, random: Random) {
      hunted.texts += 1
      await plant(send, runner, text, i, random.chance(0.5))
      const { id } = await json<{ id: string }>(await send('/api/v1/chat/sessions', {}, operator))
      if (proposed(await ask(looking, id)).length > 0) hunted.faults.push(`${JSON.stringify(text)} proposed something`)
      const [message, type] = random.pick(doing)
      const tiles = proposed(await ask(message, id))
      if (tiles.length !== 1) hunted.faults.push(`${JSON.stringify(text)}: ${tiles.length} proposals of one request`)
      for (const tile of tiles) await compare(text, tile ?? {}, type, message)
      // By now the chat is full of what the model repeated.
      if (proposed(await ask('And what do you make of it?', id)).length > 0)
        hunted.faults.push(`${JSON.stringify(text)} proposed something by way of a reply`)
    },
    /** Whatever there is, the operator asked for. */
    async look() {
      let cursor: string | null = ''
      while (cursor !== null) {
        const path: string = `${actions}?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
        const page: { items: Action[]; next_cursor: string | null } = await json(await app.ask(path, { key: operator }))
        for (const { id, status } of page.items) {
          if (!expected.has(id)) hunted.faults.push(`nobody asked for ${id}`)
          if (status === 'approved' || status === 'executed') hunted.faults.push(`${id} is ${status}`)
        }
        cursor = page.next_cursor
      }
    },
  }
}

type Send = (path: string, body: unknown, key: string) => Promise<Response>

/** In names and attributes of spans, in what judges say, and in alerts: through the doors that everybody uses. */
async function plant(send: Send, runner: string, text: string, i: number, asAgent: boolean): Promise<void> {
  const traceId = (i + 1).toString(16).padStart(32, '0')
  const agent = asAgent ? text : 'research-agent'
  const value = (stringValue: string) => ({ stringValue })
  const now = BigInt(Date.now()) * 1_000_000n
  const span = (n: number, more: object) => ({
    traceId,
    spanId: (i * 4 + n + 1).toString(16).padStart(16, '0'),
    name: text,
    kind: 1,
    startTimeUnixNano: String(now + BigInt(n) * 1_000_000n),
    endTimeUnixNano: String(now + BigInt(n + 1) * 1_000_000n),
    status: { code: 2, message: text },
    attributes: [
      { key: 'gen_ai.agent.name', value: value(agent) },
      { key: 'gen_ai.operation.name', value: value('execute_tool') },
      { key: 'gen_ai.tool.name', value: value(text) },
      { key: 'gen_ai.request.model', value: value(n === 1 ? text : 'gpt-4o') },
      { key: 'gen_ai.conversation.id', value: value(text) },
      { key: text, value: value(text) },
    ],
    ...more,
  })
  const resource = { attributes: [{ key: 'service.name', value: value(agent) }] }
  const spans = [span(0, {}), span(1, { parentSpanId: (i * 4 + 1).toString(16).padStart(16, '0') })]
  const taken = await send(
    '/v1/traces',
    { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: text }, spans }] }] },
    runner,
  )
  if (!taken.ok) throw new Error(`${taken.status}: ${await taken.text()}`)
  // These doors may refuse a name with what cannot be seen in it; then it is nowhere.
  const evaluation = {
    trace_id: traceId,
    label: 'red',
    score: 1,
    explanation: text.replaceAll('\u001b', '').replaceAll('\u0007', ''),
  }
  const named = await send('/api/v1/evaluations', { ...evaluation, rule: text.slice(0, 200) }, runner)
  if (!named.ok) await send('/api/v1/evaluations', { ...evaluation, rule: 'plain' }, runner)
  const labels = { alertname: text, agent, severity: text }
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: text, [text]: text },
    startsAt: new Date().toISOString(),
  }
  await send(
    '/api/v1/alerts',
    { version: '4', alerts: [{ ...alert, fingerprint: `f${i}`, generatorURL: text }] },
    runner,
  )
}
