import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { SignInAttempt } from '../../shared/contract/console.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { OidcCredential } from './credential.ts'
import { type LoopbackListener, listenOnLoopback, type Told } from './loopback-listener.ts'
import { openOidcClient } from './oidc-client.ts'
import { exchange, hostOf, refusalIn, type SignInProblem, type SignInTarget } from './sign-in-attempt.ts'
import type { TokenVerifier } from './verified-token.ts'

/** How a sign-in is going. The last three are the end of it. */
type State = { kind: 'waiting' | 'exchanging' | 'signed_in' } | { kind: 'cancelled' | 'failed'; problem: SignInProblem }

type Attempt = {
  id: string
  target: SignInTarget
  url: string
  opened: boolean
  expiresAt: number
  state: State
  end(state: State): void
}
type Shown = z.infer<typeof SignInAttempt>

type Options = {
  fetch: typeof fetch
  /** Says whether a browser could be opened from here. */
  openBrowser(url: string): Promise<boolean>
  verifierFor(target: { issuer: string; clientId: string }): TokenVerifier
  /** Asks whoever the sign-in is for whether it is good there, and keeps it if somebody still waits for it. */
  keep(target: SignInTarget, credential: OidcCredential, isWanted: () => boolean): Promise<Result<void, SignInProblem>>
  /** Gives tokens back that nobody waits for any more. */
  discard(credential: OidcCredential): Promise<unknown>
  clock: () => number
  log: Logger
  patienceMs?: number | undefined
}

const patience = 10 * 60_000
const remembered = 20
/** Ours to say, whatever a server would like to add. */
const reserved = new Set(
  'client_id redirect_uri response_type response_mode scope state nonce code_challenge code_challenge_method max_age request request_uri'.split(
    ' ',
  ),
)

/** Sign-ins by the system's browser: authorization code with PKCE, back to a port of this machine (RFC 8252). */
export function createSignIns(options: Options) {
  const attempts = new Map<string, Attempt>()

  const remember = (attempt: Attempt) => {
    for (const other of attempts.values())
      if (other.target.connection === attempt.target.connection && !isOver(other))
        other.end({ kind: 'cancelled', problem: { code: 'replaced', detail: 'Another sign-in was begun after it.' } })
    attempts.set(attempt.id, attempt)
    for (const [id, other] of attempts) if (attempts.size > remembered && isOver(other)) attempts.delete(id)
  }

  const show = (attempt: Attempt): Shown => ({
    id: attempt.id,
    connection: attempt.target.connection,
    state: attempt.state.kind,
    url: isOver(attempt) ? null : attempt.url,
    opened: attempt.opened,
    problem: 'problem' in attempt.state ? attempt.state.problem : null,
    expires_at: new Date(attempt.expiresAt).toISOString(),
  })
  const find = (id: string): Result<Attempt> => {
    const attempt = attempts.get(id)
    return attempt ? ok(attempt) : refuse('sign_in_unknown', 'This console knows no such sign-in.')
  }

  return {
    async begin(target: SignInTarget): Promise<Result<Shown>> {
      const begun = await beginAttempt(target, options)
      if (!begun.ok) return begun
      remember(begun.value)
      begun.value.opened = await options.openBrowser(begun.value.url).catch(() => false)
      return ok(show(begun.value))
    },
    get(id: string): Result<Shown> {
      const found = find(id)
      return found.ok ? ok(show(found.value)) : found
    },
    cancel(id: string): Result<Shown> {
      const found = find(id)
      if (!found.ok) return found
      found.value.end({ kind: 'cancelled', problem: { code: 'cancelled', detail: 'You gave it up here.' } })
      return ok(show(found.value))
    },
    close(): void {
      for (const attempt of attempts.values())
        attempt.end({ kind: 'cancelled', problem: { code: 'cancelled', detail: 'The console was closed.' } })
    },
  }
}

async function beginAttempt(target: SignInTarget, options: Options): Promise<Result<Attempt>> {
  const { clock, patienceMs = patience } = options
  // The port is in the address that the issuer is asked to come back to, so it is listened on first.
  let comeBack: (parameters: URLSearchParams) => Promise<Told> = async () => foreign
  const listener = await listenOnLoopback((parameters) => comeBack(parameters))
  const opened = await openOidcClient({ ...target, redirectUri: listener.redirectUri }, options.fetch)
  if (!opened.ok) {
    listener.close()
    return opened
  }
  const client = opened.value
  const nonce = crypto.randomUUID()
  const request = await client.createSigninRequest({ nonce, ...asked(target) })
  const attempt = startAttempt(target, { url: request.url, expiresAt: clock() + patienceMs, patienceMs, listener })
  const { authorization_response_iss_parameter_supported: says } = Object(await client.metadataService.getMetadata())
  const parts = { client, target, verifier: options.verifierFor(target), nonce, begunAt: clock(), clock }
  comeBack = async (parameters) => {
    if (parameters.getAll('state').length !== 1 || parameters.get('state') !== request.state.id) return foreign
    if (attempt.state.kind !== 'waiting') return tell(attempt)
    attempt.state = { kind: 'exchanging' }
    const refusal = refusalIn(parameters, { target, issSupported: says === true })
    if (refusal) attempt.end({ kind: refusal.code === 'cancelled' ? 'cancelled' : 'failed', problem: refusal })
    else await finish(attempt, `${listener.redirectUri}?${parameters}`, parts, options)
    return tell(attempt)
  }
  return ok(attempt)
}

type Start = { url: string; expiresAt: number; patienceMs: number; listener: LoopbackListener }

function startAttempt(target: SignInTarget, { url, expiresAt, patienceMs, listener }: Start): Attempt {
  const attempt: Attempt = {
    id: uuidv7(),
    target,
    url,
    opened: false,
    expiresAt,
    state: { kind: 'waiting' },
    end(state) {
      if (isOver(attempt)) return
      attempt.state = state
      clearTimeout(timeout)
      listener.close()
    },
  }
  const timeout = setTimeout(() => attempt.end({ kind: 'failed', problem: tooLate }), patienceMs)
  timeout.unref()
  return attempt
}

const isOver = ({ state }: Attempt): boolean => state.kind !== 'waiting' && state.kind !== 'exchanging'

async function finish(
  attempt: Attempt,
  returned: string,
  parts: Parameters<typeof exchange>[1],
  { keep, discard, log }: Options,
): Promise<void> {
  try {
    const exchanged = await exchange(returned, parts)
    if (!exchanged.ok) return attempt.end({ kind: 'failed', problem: exchanged.refusal })
    const isWanted = () => attempt.state.kind === 'exchanging'
    const kept = await keep(attempt.target, exchanged.value, isWanted).catch(async (error: unknown) => {
      await discard(exchanged.value)
      throw error
    })
    if (kept.ok) return attempt.end({ kind: 'signed_in' })
    await discard(exchanged.value)
    attempt.end({ kind: 'failed', problem: kept.refusal })
  } catch (error) {
    log.error({ err: error }, 'a sign-in broke')
    attempt.end({ kind: 'failed', problem: broken })
  }
}

/** The server's wishes, but for what the protocol is made of. */
function asked({ parameters, fresh }: SignInTarget) {
  const { prompt, ...others } = Object.fromEntries(Object.entries(parameters).filter(([name]) => !reserved.has(name)))
  const prompts = [...new Set([...(fresh ? ['login'] : []), ...(prompt?.split(' ') ?? [])])]
  return {
    extraQueryParams: others,
    ...(prompts.length > 0 ? { prompt: prompts.join(' ') } : {}),
    ...(fresh ? { max_age: 0 } : {}),
  }
}

const broken = { code: 'internal_error', detail: 'Something went wrong here; the log of this console has it.' }
const tooLate = { code: 'timed_out', detail: 'Nobody came back from the browser in time. Begin again.' }
const foreign: Told = {
  status: 400,
  title: 'Not signed in',
  sentence: 'This belongs to no sign-in that is under way. Go back to Countersign and begin again.',
}

function tell({ state, target }: Attempt): Told {
  switch (state.kind) {
    case 'waiting':
    case 'exchanging':
      return { status: 200, title: 'Signing in', sentence: 'Go back to Countersign.' }
    case 'signed_in':
      return { status: 200, title: 'Signed in', sentence: 'Go back to Countersign. You can close this page.' }
    case 'cancelled':
    case 'failed':
      return {
        status: 200,
        title: 'Not signed in',
        sentence: `${state.problem.detail} Go back to Countersign to try again with ${hostOf(target)}.`,
      }
  }
  state satisfies never
}
