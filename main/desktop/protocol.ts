import { cancellableBody } from './cancellable-body.ts'
import type { InFlight } from './in-flight.ts'
import { isConsole } from './origin.ts'

type Options = {
  fetch(request: Request, env: { door: 'desktop' }): Promise<Response> | Response
  inFlight: InFlight
}

/** Electron 45 says which origin made a request; requests that the browser itself started carry none. */
type PageRequest = Request & { readonly initiatorOrigin?: string | null }

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Asked by POST, but it changes nothing: no reason to hold up whoever wants to leave. */
const changesNothing = '/api/v1/audit/verify'
const bodiless = new Set([204, 205, 304])

// Any other number ends the process: the runtime looks its reason phrase up. IANA's list, without what Response refuses.
const statuses = new Set([
  200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404,
  405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
  500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
])

/**
 * The desktop's door for `protocol.handle`. The page's abort cancels the response's body and nothing else, so the door
 * hands the app a signal of its own and aborts that. It cannot see an abort that comes before the response exists.
 */
export function createDoor({ fetch, inFlight }: Options) {
  return async (request: PageRequest): Promise<Response> => {
    if (!isConsole(request.url)) return refusal(404, 'There is nothing at this address.')
    if (!isOurs(request)) return refusal(403, 'Only the console itself may call this.')
    const controller = new AbortController()
    const end = isChange(request) ? inFlight.begin() : () => undefined
    try {
      const response = await fetch(new Request(request, { signal: controller.signal }), { door: 'desktop' })
      if (endsStreamForGood(request, response)) {
        controller.abort()
        throw new Error(`The event stream is not available (${response.status}).`)
      }
      return present(response, controller, end)
    } catch (error) {
      end()
      throw error
    }
  }
}

const isChange = ({ method, url }: Request): boolean => !reading.has(method) && new URL(url).pathname !== changesNothing

function isOurs({ initiatorOrigin }: PageRequest): boolean {
  return initiatorOrigin === undefined || (initiatorOrigin !== null && isConsole(initiatorOrigin))
}

/**
 * EventSource gives up on an error status, and tries again after a failed request. The console's own client reads streams
 * by fetch and says which connection it means, which EventSource cannot: it is told the refusal itself.
 */
function endsStreamForGood(request: Request, response: Response): boolean {
  const byEventSource = !request.headers.has('x-countersign-connection')
  return byEventSource && response.status >= 500 && (request.headers.get('accept') ?? '').includes('text/event-stream')
}

function present(response: Response, controller: AbortController, end: () => void): Response {
  const status = statuses.has(response.status) ? response.status : 502
  const headers = collapse(response.headers)
  if (response.body === null || bodiless.has(status)) {
    end()
    return new Response(null, { status, headers })
  }
  const body = cancellableBody(response.body, { onCancel: (reason) => controller.abort(reason), onEnd: end })
  return new Response(body, { status, headers })
}

/**
 * Only one value of each header reaches the page, so repeated ones are joined here, where that keeps their meaning.
 * Cookies belong to sockets. What says no type would be taken for HTML.
 */
function collapse(from: Headers): Headers {
  const headers = new Headers()
  for (const [name, value] of from) if (name !== 'set-cookie') headers.set(name, value)
  if (!headers.has('content-type')) headers.set('content-type', 'application/octet-stream')
  return headers
}

const refusal = (status: number, sentence: string) =>
  new Response(sentence, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
