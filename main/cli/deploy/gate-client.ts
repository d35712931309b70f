import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import type { Session } from '../../../shared/contract/console.ts'
import type { Deploy, DeployDiff } from '../../../shared/contract/deploys.ts'
import { Problem } from '../../../shared/contract/problem.ts'
import type { Surface } from '../../../shared/contract/surfaces.ts'

export type SurfaceView = z.output<typeof Surface>
export type DeployView = z.output<typeof Deploy>
export type Diff = z.output<typeof DeployDiff>
/** `line` has its text; `state` and `health` say what happened. */
export type LogEvent = { kind: string; said: Record<string, unknown> }

/** The gate answered, and the answer is no. Nothing was pushed. */
export class GateSaidNo extends Error {
  readonly code: string
  readonly problem: z.output<typeof Problem>
  constructor(problem: z.output<typeof Problem>) {
    super(problem.detail)
    this.code = problem.code
    this.problem = problem
  }
}

/** Who answers, and with what headers somebody is known to them: the API of this very process. */
export type Answering = { answer(request: Request): Promise<Response>; headers: Record<string, string> }
export type GateClient = ReturnType<typeof createGateClient>

/** The deploy gate as the command line knows it: the same API as everybody's, with no socket and no server between. */
export function createGateClient({ answer, headers }: Answering) {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const url = new URL(path, 'http://countersign.local')
    const response = await answer(new Request(url, { method, headers: { ...headers, ...type }, ...sent }))
    if (response.ok) return response
    const problem = Problem.safeParse(await response.json().catch(() => undefined)).data
    throw problem ? new GateSaidNo(problem) : new Error(`the gate answered ${response.status}`)
  }
  const json = async <T>(response: Promise<Response>): Promise<T> => (await response).json() as Promise<T>
  const surface = (id: string) => `/api/v1/surfaces/${encodeURIComponent(id)}`
  const deploy = (id: string) => `/api/v1/deploys/${encodeURIComponent(id)}`
  return {
    session: () => json<z.output<typeof Session>>(send('GET', '/console/session')),
    surfaces: () => json<{ items: SurfaceView[]; faults: string[] }>(send('GET', '/api/v1/surfaces')),
    surface: (id: string) => json<SurfaceView>(send('GET', `${surface(id)}?fresh=true`)),
    diff: (id: string, to: string | undefined) =>
      json<Diff>(send('GET', `${surface(id)}/diff${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`)),
    start: (body: { surface: string; preview_id: string; phrase: string; pass_reason?: string }) =>
      json<DeployView>(send('POST', '/api/v1/deploys', { ...body, path: 'local' })),
    rollback: (id: string, body: { to_release?: string; reason?: string }) =>
      json<DeployView>(send('POST', `${surface(id)}/rollback`, body)),
    deploy: (id: string) => json<DeployView>(send('GET', deploy(id))),
    cancel: (id: string) => json<DeployView>(send('POST', `${deploy(id)}/cancel`)),

    /** Everything that a deploy says, until it is over. */
    async *log(id: string): AsyncGenerator<LogEvent> {
      const { body } = await send('GET', `${deploy(id)}/log`)
      if (body === null) throw new Error('the log has no body')
      const events = body
        .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array<ArrayBuffer>, string>)
        .pipeThrough(new EventSourceParserStream())
      for await (const { event, data } of events)
        if (event !== undefined) yield { kind: event, said: JSON.parse(data) as Record<string, unknown> }
    },
  }
}
