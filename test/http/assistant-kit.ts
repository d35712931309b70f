import type { z } from 'zod'
import { ingestSpans } from '../../main/use-cases/telemetry/ingest-spans.ts'
import type { Tile, tileData } from '../../shared/contract/tiles.ts'
import type { TileKind } from '../../shared/domain/assistant.ts'
import type { SpanFacts } from '../../shared/domain/fleet.ts'
import { type ModelProvider, startModel } from '../fakes/model-provider.ts'
import { type Person, type Queue, startQueue } from './action-kit.ts'
import { chatsOn, chatsWithoutLimit } from './chat-kit.ts'
import type { startApp } from './harness.ts'

export const assistant = '/api/v1/assistant'
export type Told = { id: number; event: string; data: Record<string, unknown> }
type Options = Parameters<typeof startQueue>[1] & { providers?: readonly Person[] }

/** The API with a crew, some of whom have a key for a provider whose words the test decides. */
export async function startAssistant(engine: Parameters<typeof startApp>[0], options: Options = {}) {
  const { providers = ['operator', 'commander'], ...rest } = options
  const model = await startModel()
  const queue = await startQueue(engine, {
    limits: chatsWithoutLimit,
    // The stand-in listens on this machine.
    change: (services) => ({ ...services, webhookTargets: { ...services.webhookTargets, privateNetworks: true } }),
    ...rest,
  })
  for (const who of providers) await giveModel(queue, model, who)
  return { ...queue, fetch: queue.ask, model, ...assistantOn(queue), close: () => queue.close().finally(model.close) }
}

async function giveModel({ send }: Pick<Queue, 'send'>, { base }: Pick<ModelProvider, 'base'>, who: Person) {
  const wanted = { key: 'sk-of-the-stand-in', base_url: base, model: 'stand-in' }
  const answer = await send(`${assistant}/providers/openai`, wanted, who, { method: 'PUT' })
  if (!answer.ok) throw new Error(await answer.text())
}

export function assistantOn(queue: Pick<Queue, 'send' | 'get' | 'services' | 'time'>) {
  const { send, get, services, time } = queue
  const ask = (message: string, more: object = {}, who: Person = 'operator', once?: string) =>
    send(`${assistant}/chat`, { message, ...more }, who, once === undefined ? {} : { once })
  const tiles = async (message: string, more: object = {}, who: Person = 'operator', once?: string) =>
    send(`${assistant}/tiles`, { message, ...more }, who, once === undefined ? {} : { once })
  return {
    ...chatsOn(queue),
    ask,
    tiles,
    asked: async (message: string, more: object = {}, who?: Person) => eventsOf(await ask(message, more, who)),
    follow: (run: string, headers: Record<string, string> = {}, who: Person = 'operator') =>
      get(
        `${assistant}/runs/${run}/events${headers['last-event-id'] ? `?after=${headers['last-event-id']}` : ''}`,
        who,
      ),
    cancel: (run: string, who: Person = 'operator') => send(`${assistant}/runs/${run}/cancel`, {}, who),
    report: (...spans: Partial<SpanFacts>[]) =>
      ingestSpans(
        services,
        'w',
        spans.map((span) => spanOf({ start_us: (time.now() - 60_000) * 1000, ...span })),
      ),
  }
}

let made = 0
/** A span of a trace of its own, unless the test says more. */
export function spanOf(facts: Partial<SpanFacts>): SpanFacts {
  made += 1
  return {
    trace_id: made.toString(16).padStart(32, '0'),
    span_id: made.toString(16).padStart(16, '0'),
    parent_span_id: null,
    name: 'invoke_agent',
    kind: 'internal',
    start_us: 0,
    duration_us: 1_200_000,
    status: 'ok',
    status_message: null,
    agent: 'research-agent',
    operation: 'invoke_agent',
    tool: null,
    model: null,
    provider: null,
    conversation: null,
    input_tokens: null,
    output_tokens: null,
    ...facts,
    document: {
      attributes: {},
      resource: {},
      scope: { name: 'test', version: null },
      events: [],
      links: [],
      dropped: 0,
      ...facts.document,
    },
  }
}

/** Every event of a stream, up to its end. */
export async function eventsOf(response: Response): Promise<Told[]> {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  return parse(await response.text())
}

const parse = (text: string): Told[] =>
  text.split('\n\n').flatMap((frame) => {
    const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
    return fields.event === undefined
      ? []
      : [{ id: Number(fields.id), event: fields.event, data: JSON.parse(fields.data) as Record<string, unknown> }]
  })

/** Reads a stream for as long as the test wants to. */
export function reading(response: Response) {
  const reader = response.body?.getReader()
  if (!reader) throw new Error('there is nothing to read')
  const decoder = new TextDecoder()
  let text = ''
  return {
    /** Everything up to the first event of which this is true. */
    async until(isIt: (told: Told) => boolean): Promise<Told[]> {
      for (;;) {
        const told = parse(text.slice(0, text.lastIndexOf('\n\n') + 2))
        const at = told.findIndex(isIt)
        if (at >= 0) return told.slice(0, at + 1)
        const { done, value } = await reader.read()
        if (done) throw new Error(`it never came; what came: ${text}`)
        text += decoder.decode(value, { stream: true })
      }
    },
    leave: () => reader.cancel(),
  }
}

export const textIn = (told: readonly Told[]): string =>
  told
    .filter(({ event }) => event === 'text')
    .map(({ data }) => data.delta)
    .join('')

export const tilesIn = (told: readonly Told[]): Tile[] =>
  told.filter(({ event }) => event === 'tile').map(({ data }) => data as Tile)

type DataOf<K extends TileKind> = z.output<(typeof tileData)[K]>

export function tileIn<K extends TileKind>(tiles: readonly Tile[], kind: K): DataOf<K> {
  const found = tiles.find((tile) => tile.kind === kind)
  if (!found) throw new Error(`no ${kind} among ${tiles.map((tile) => tile.kind).join(', ')}`)
  return found.data as DataOf<K>
}

export const runIn = (told: readonly Told[]): string => String(told.find(({ event }) => event === 'start')?.data.run_id)
export const endIn = (told: readonly Told[]): Record<string, unknown> =>
  told.find(({ event }) => event === 'done')?.data ?? {}

type Problem = { status: number; code: string; detail: string } & Record<string, unknown>
export async function problemIn(response: Response, status: number): Promise<Problem> {
  const text = await response.text()
  if (response.status !== status) throw new Error(`expected ${status}, not ${response.status}: ${text}`)
  return JSON.parse(text) as Problem
}
