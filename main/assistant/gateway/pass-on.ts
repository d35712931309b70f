import { z } from 'zod'
import { problems } from '../../../shared/contract/problem.ts'
import type { RefusalCode } from '../../../shared/domain/result.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../../use-cases/caller.ts'
import { judgedFetch } from '../judged-fetch.ts'
import { providerRefusal, statusRefusal } from '../provider-refusal.ts'
import { type CentralKey, centralKey } from './credential.ts'
import { meter } from './meter.ts'
import { type Heard, usageTap } from './usage-tap.ts'

/** A question for the gateway: its path behind `/v1/`, as it came, and what of it may be passed on. */
export type Asked = {
  method: string
  path: string
  search: string
  body: string | undefined
  signal: AbortSignal
}

/**
 * What of a provider is offered with a key that many share: asking its models, and which there are. Files, jobs and kept
 * answers of one would be everybody's.
 */
const operations: ReadonlyMap<string, string> = new Map([
  ['chat/completions', 'chat'],
  ['completions', 'text_completion'],
  ['responses', 'chat'],
  ['embeddings', 'embeddings'],
  ['moderations', 'moderation'],
])
/** Whose streams say what was used where that is asked for. */
const countsOnRequest = new Set(['chat/completions', 'completions'])
/** No part of it begins with a dot or holds a `%`, so none climbs. */
const models = /^models(\/[A-Za-z0-9][\w.:@-]*){0,4}$/

const Question = z.looseObject({
  model: z.string().optional(),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
})
type Question = z.output<typeof Question>

/** What an answer may say of itself. Everything else (cookies, policies, whose key it was) stays here. */
const passedBack = /^(retry-after|x-ratelimit-[a-z-]+)$/
const kinds = /^(application\/json|text\/event-stream|text\/plain)\b/

const largestFault = 64 * 1024

/** Asks the workspace's provider with the workspace's key, and meters what was used. */
export async function passOn(
  services: Services,
  { workspace }: Pick<Caller, 'workspace'>,
  asked: Asked,
): Promise<Result<Response>> {
  const central = await centralKey(services, workspace)
  if (central === undefined) return refuse('provider_key_missing', noCentralKey)
  const operation = asked.method === 'POST' ? operations.get(asked.path) : undefined
  const isReading = asked.method === 'GET' && models.test(asked.path)
  if (operation === undefined && !isReading)
    return refuse('not_found', `The gateway offers nothing at ${asked.method} /v1/${asked.path.slice(0, 100)}.`)
  const question = operation === undefined ? undefined : questionOf(asked.body)
  if (operation !== undefined && question === undefined)
    return refuse('invalid_input', 'The body is not JSON.', {
      issues: [{ path: [], message: 'expected a JSON object' }],
    })
  return send(services, workspace, { asked, central, operation, question })
}

const noCentralKey =
  'The gateway of this workspace has no key. Whoever manages its settings gives it one in Settings → AI assistant.'

type Sending = { asked: Asked; central: CentralKey; operation: string | undefined; question: Question | undefined }

async function send(
  services: Services,
  workspace: string,
  { asked, central, operation, question }: Sending,
): Promise<Result<Response>> {
  const url = targetOf(central.base_url, asked)
  const isStream = question?.stream === true
  const injects = isStream && countsOnRequest.has(asked.path) && !question?.stream_options?.include_usage
  const body = question && (injects ? JSON.stringify(withUsage(question)) : asked.body)
  const startedMs = services.clock()
  const began = performance.now()
  // Nobody waits for it.
  const note = (status: number, whole: boolean, heard = nothing) => {
    if (operation === undefined) return
    const { path } = asked
    const ms = performance.now() - began
    const model = heard.model ?? question?.model ?? null
    void meter(services, { ...heard, model, workspace, operation, path, host: url.host, startedMs, ms, status, whole })
  }
  const signal = AbortSignal.any([asked.signal, services.stopping])
  const who = { name: 'The gateway’s provider', key: central.key, model: question?.model ?? null }
  let answer: Response
  try {
    answer = await judgedFetch(services.webhookTargets)(url, {
      method: asked.method,
      headers: {
        authorization: `Bearer ${central.key}`,
        accept: isStream ? 'text/event-stream' : 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal,
    })
  } catch (error) {
    note(502, false)
    if (signal.aborted) throw error
    return { ok: false, refusal: providerRefusal(error, who) }
  }
  if (answer.status >= 300) {
    const said = await beginningOf(answer)
    note(answer.status, true)
    const { status } = answer
    // These would be taken for a word about the caller's own credential, or lead the caller elsewhere.
    if (status === 401 || status === 403 || status < 400)
      return { ok: false, refusal: statusRefusal(status, who, { said: undefined, retryAfter: undefined }) }
    return ok(new Response(said.replaceAll(central.key, '[key]'), { status, headers: headersOf(answer) }))
  }
  const tap = usageTap({ isStream, asked: injects }, (whole) => note(answer.status, whole, tap.heard()))
  return ok(
    new Response(answer.body?.pipeThrough(tap.through) ?? null, { status: answer.status, headers: headersOf(answer) }),
  )
}

const nothing: Heard = { model: null, input_tokens: null, output_tokens: null }

const withUsage = (question: Question): Question => ({
  ...question,
  stream_options: { ...question.stream_options, include_usage: true },
})

function questionOf(body: string | undefined): Question | undefined {
  try {
    return Question.safeParse(JSON.parse(body ?? '')).data
  } catch {
    return undefined
  }
}

/** Assigned, not resolved, so that no path leads to another host; asserted all the same. */
function targetOf(base: string, { path, search, method }: Asked): URL {
  const target = new URL(base)
  const before = target.pathname.replace(/\/$/, '')
  const { origin } = target
  target.pathname = `${before}/${path}`
  target.search = method === 'GET' ? search : ''
  if (target.origin !== origin || !target.pathname.startsWith(`${before}/`))
    throw new Error('a question for the gateway would leave its provider')
  return target
}

function headersOf({ headers }: Response): Headers {
  const passed = new Headers([...headers].filter(([name]) => passedBack.test(name)))
  const kind = headers.get('content-type') ?? ''
  passed.set('content-type', kinds.test(kind) ? kind : 'application/octet-stream')
  return passed
}

async function beginningOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length >= largestFault) break
    }
  } catch {
    // What there is of it is enough.
  }
  return text.slice(0, largestFault)
}

/** The gateway as a `fetch`: for whoever asks it from within this process, with no key of their own. */
export const gatewayFetch =
  (services: Services, caller: Pick<Caller, 'workspace'>): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    const answer = await passOn(services, caller, {
      method: request.method,
      path: pathname.slice(gatewayBase.length),
      search,
      body: request.body === null ? undefined : await request.text(),
      signal: request.signal,
    })
    return answer.ok ? answer.value : problemAnswer(answer.refusal)
  }

export const gatewayBase = '/api/v1/gateway/proxy/v1/'

const problemAnswer = ({ code, detail }: { code: RefusalCode; detail: string }): Response => {
  const [status] = problems[code]
  return new Response(JSON.stringify({ code, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}
