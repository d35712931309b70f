import type { z } from 'zod'
import { Problem } from '../../../shared/contract/problem.ts'
import type { Refusal, RefusalCode } from '../../../shared/domain/result.ts'
import type { ForwardedReport } from '../../gate/forward-report.ts'
import type { Told } from '../../gate/forwarder.ts'
import { forwardSignedIn } from '../forward-signed-in.ts'
import { Refused } from '../problem.ts'
import type { SignInDesk } from '../sign-in-desk.ts'

export type Place = { id: string; name: string; url: string }
export type VoiceParts = { desk: SignInDesk; fetchRemote: typeof fetch; unfit: Map<string, Refusal> }
/** What a server says, or why it did not; its status where it answered at all. */
export type Heard<T> = { ok: true; value: T } | { ok: false; status: number | null; why: string; code?: RefusalCode }

/** Somebody waits for the answer, perhaps in an incident: what a server does not say by then, it does not say. */
const patienceMs = 4_000
const tellingMs = 15_000
/** The report itself is at fault, and sent again it still is. */
const atFault: ReadonlySet<number> = new Set([400, 404, 405, 409, 413, 415, 422])

/** Asks a team's server in this operator's name, and waits not for ever. */
export async function askServer<T>(
  parts: VoiceParts,
  server: Place,
  path: string,
  shape: z.ZodType<T>,
  gone?: AbortSignal,
): Promise<Heard<T>> {
  const signal = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(gone ? [gone] : [])])
  const answer = await send(parts, server, new Request(new URL(path, inside), { signal }))
  if (!answer.ok) return answer
  const said = shape.safeParse(answer.value)
  return said.success ? { ok: true, value: said.data } : { ok: false, status: 200, why: 'It answered something else.' }
}

/** Has something done there beside what is done here; whether it worked, the answer says. */
export const doAtServer = (parts: VoiceParts, server: Place, path: string, body: string): Promise<Heard<unknown>> =>
  send(parts, server, posting(path, body, AbortSignal.timeout(patienceMs)))

/** Tells a server of a deploy that this machine made. */
export async function tellServer(
  parts: VoiceParts,
  server: Place,
  report: ForwardedReport,
  stopping: AbortSignal,
): Promise<Told> {
  const signal = AbortSignal.any([AbortSignal.timeout(tellingMs), stopping])
  const said = await send(parts, server, posting('/api/v1/deploys/records', JSON.stringify(report), signal))
  if (said.ok) return { kind: 'taken' }
  const isFault = said.status !== null && atFault.has(said.status)
  return { kind: isFault ? 'refused' : 'not now', why: said.why }
}

/** Only its path matters. */
const inside = 'http://countersign.local'

const posting = (path: string, body: string, signal: AbortSignal): Request =>
  new Request(new URL(path, inside), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal,
  })

async function send(parts: VoiceParts, server: Place, request: Request): Promise<Heard<unknown>> {
  try {
    const answer = await forwardSignedIn(request, server, parts)
    const json: unknown = await answer.json().catch(() => undefined)
    if (answer.ok) return { ok: true, value: json }
    const said = Problem.safeParse(json).data
    const why = `${server.name}: ${said?.detail ?? `it answered ${answer.status}.`}`
    return { ok: false, status: answer.status, why, ...(said && { code: said.code }) }
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, status: null, why: error.refusal.detail, code: error.refusal.code }
    if (!request.signal.aborted) throw error
    return { ok: false, status: null, why: `${server.name} did not answer in time.` }
  }
}
