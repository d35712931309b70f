import { join } from 'node:path'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Connection } from '../../shared/contract/console.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import { looksLikeKey } from '../identity/api-keys.ts'
import type { ConnectionBook } from '../identity/connections.ts'
import type { Credential, Held, OidcCredential } from '../identity/credential.ts'
import { createCredentials } from '../identity/credentials.ts'
import { withFileLock } from '../identity/file-lock.ts'
import { createIssuerVerifiers } from '../identity/issuer-verifiers.ts'
import type { Keychain } from '../identity/keychain.ts'
import { endOf } from '../identity/oidc-tokens.ts'
import { createRenewals } from '../identity/renewals.ts'
import { revokeTokens } from '../identity/revoke.ts'
import { createSignIns } from '../identity/sign-in.ts'
import type { SignInProblem, SignInTarget } from '../identity/sign-in-attempt.ts'
import type { Operator } from './env.ts'
import { probeServer, tryServer } from './try-server.ts'

type Place = z.infer<typeof Connection>
type Wanted = { issuer?: string | undefined; client_id?: string | undefined; fresh?: boolean | undefined }

type Person = { name: string; email: string | null; issuer: string; subject: string }

type Options = {
  dataDir: string
  book: ConnectionBook
  keychain: Keychain
  fetch: typeof fetch
  openBrowser(url: string): Promise<boolean>
  clock: () => number
  log: Logger
  /** Somebody else is signed in there now, or nobody. */
  onChange(connection: string): void
}
export type SignInDesk = ReturnType<typeof createSignInDesk>

/** Signs this console in to its connections and out of them. What is secret about it goes no further than here. */
export function createSignInDesk(options: Options) {
  const { book, fetch: fetchRemote, clock, log, onChange } = options
  const credentials = createCredentials(options)
  const lockFileOf = (id: string) => join(options.dataDir, `connection-${id}.lock`)
  const renewals = createRenewals({ credentials, fetch: fetchRemote, lockFileOf, clock, log, onChange })
  const verifierFor = createIssuerVerifiers({ fetch: fetchRemote, clock, log })

  /** Not beside a renewal, here or in another console: it would put back what was replaced or forgotten meanwhile. */
  const alone = <T>(id: string, use: () => Promise<T>) => withFileLock(lockFileOf(id), use)
  const keep = async (id: string, credential: Credential, before: Held) => {
    await credentials.keep(id, credential)
    if (whoseIs(before) !== whoseIs(credential)) onChange(id)
  }
  /** Two sign-ins of one person may be one grant at the issuer: whoever revoked the former would end the new one. */
  const revokeFormer = async (former: Held, credential: OidcCredential) => {
    if (former.kind !== 'oidc' || whoseIs(former) === whoseIs(credential)) return
    const revoked = await revokeTokens(former, fetchRemote)
    if (!revoked.ok) log.warn({ why: revoked.refusal.detail }, 'the sign-in of somebody before was not revoked')
  }
  const keepSignIn = async (
    target: SignInTarget,
    credential: OidcCredential,
    isWanted: () => boolean,
  ): Promise<Result<void, SignInProblem>> => {
    const { connection: id, issuer, clientId: client_id } = target
    const isLocal = id === 'local'
    const serverNow = () => book.servers().find((server) => server.id === id)
    const server = serverNow()
    const good = server ? await acceptedBy(server.url, credential, fetchRemote) : ok(undefined)
    if (!good.ok) return good
    const former = await alone(id, async () => {
      const before = await credentials.of(id)
      // Asked last: the lock, the server and the keychain may each have taken a while.
      if (!isWanted() || (!isLocal && !serverNow())) return null
      if (isLocal) book.setLocalIssuer({ issuer, client_id })
      await keep(id, credential, before)
      return before
    })
    if (former === null) return { ok: false, refusal: { code: 'cancelled', detail: 'It was given up meanwhile.' } }
    // Nobody waits for it: their issuer may be down.
    void revokeFormer(former, credential).catch((error: unknown) => log.warn({ err: error }, 'a revocation failed'))
    return ok(undefined)
  }
  const signIns = createSignIns({
    fetch: fetchRemote,
    openBrowser: options.openBrowser,
    verifierFor,
    keep: keepSignIn,
    discard: (credential) => revokeTokens(credential, fetchRemote),
    clock,
    log,
  })

  /** What could not be said to the issuer is said to the person. */
  const giveBack = async (id: string): Promise<string | null> => {
    const held = await credentials.of(id)
    if (held.kind !== 'oidc') return null
    const revoked = await revokeTokens(held, fetchRemote)
    return revoked.ok ? null : `Signed out here. ${revoked.refusal.detail} They end by themselves.`
  }

  return {
    signIns,
    tokenOf: renewals.tokenOf,
    another: renewals.another,
    keepFresh: renewals.keepFresh,
    lastSeen: credentials.lastSeen,
    /** Who is signed in there, as the sign-in said; whether it still opens anything is another question. */
    async whoAt(id: string): Promise<{ kind: Held['kind']; who: Person | null }> {
      const held = await credentials.of(id)
      return { kind: held.kind, who: held.kind === 'none' ? null : held.who }
    },
    /** Looks again, because another console of this person may have signed in or out. */
    look: async (ids: readonly string[]) => void (await Promise.all(ids.map((id) => credentials.of(id)))),

    async begin(place: Place, wanted: Wanted) {
      const target = await (place.url === null
        ? localTarget(book, wanted)
        : serverTarget(place.url, wanted, fetchRemote))
      if (!target.ok) return target
      return signIns.begin({ ...target.value, connection: place.id, fresh: wanted.fresh ?? false })
    },
    /** An API key or a pasted token, once the server has accepted it. */
    async keepToken(id: string, url: string, token: string): Promise<Result<void>> {
      const isKey = looksLikeKey(token)
      const accepted = await tryServer(url, { token, as: isKey ? 'key' : 'token' }, fetchRemote)
      if (!accepted.ok) return accepted
      const { who } = accepted.value
      const expires_at = endOf(token)
      await alone(id, async () => {
        await giveBack(id)
        const credential: Credential = isKey
          ? { kind: 'api_key', token, who }
          : { kind: 'token', token, who, expires_at }
        await keep(id, credential, await credentials.of(id))
      })
      return ok(undefined)
    },
    /** Revokes, then forgets, also if nobody could be reached to revoke: then the answer is the sentence that says so. */
    async signOut(id: string): Promise<string | null> {
      try {
        return await alone(id, async () => {
          const why = await giveBack(id)
          await credentials.forget(id)
          credentials.note(id, why)
          return why
        })
      } finally {
        onChange(id)
      }
    },
    /**
     * Who is signed in at this machine, verified; undefined for the operating system's user. That one never acts in the
     * place of somebody whose sign-in ended or cannot be looked at: first they sign in again, or out.
     */
    async operator(): Promise<Result<Operator | undefined>> {
      if (!book.localIssuer()) return ok(undefined)
      const token = await renewals.tokenOf('local')
      const held = await credentials.of('local')
      if (held.kind === 'none' && held.why === null) return ok(undefined)
      if (!token.ok) return refuse(token.refusal.code, `${token.refusal.detail} ${orSignOut}`)
      if (held.kind !== 'oidc') return refuse('credential_missing', `Nobody is signed in. ${orSignOut}`)
      const { who, signed_in_at } = held
      return ok({ identity: { ...who, via: 'oidc', verified: true }, signedInAt: signed_in_at ?? undefined })
    },
    close(): void {
      signIns.close()
      renewals.close()
    },
  }
}

const orSignOut = 'To go on as the user of this computer, sign out of this machine in Settings, under Connections.'

const whoseIs = (held: { kind: string; who?: { issuer: string; subject: string } | null }): string =>
  JSON.stringify([held.kind, held.who?.issuer, held.who?.subject])

type Target = Omit<SignInTarget, 'connection' | 'fresh'>

function localTarget(book: ConnectionBook, { issuer, client_id }: Wanted): Result<Target> {
  const known = book.localIssuer()
  const chosen = issuer !== undefined && client_id !== undefined ? { issuer, client_id } : known
  if (!chosen)
    return refuse(
      'invalid_input',
      'Say which issuer vouches for you, and the id of the client that it knows this console as.',
    )
  const scope = 'openid profile email offline_access'
  return ok({ issuer: chosen.issuer, clientId: chosen.client_id, scope, parameters: {} })
}

async function serverTarget(url: string, wanted: Wanted, fetchRemote: typeof fetch): Promise<Result<Target>> {
  const options = await probeServer(url, fetchRemote)
  if (!options.ok) return options
  for (const { issuer, client_id, scope, parameters } of options.value.issuers)
    if (client_id !== null && (wanted.issuer === undefined || wanted.issuer === issuer))
      return ok({ issuer, clientId: client_id, scope, parameters })
  return refuse('sign_in_failed', 'This server offers consoles no such sign-in. Use an API key or a signed token.')
}

async function acceptedBy(
  url: string,
  { access_token, who }: OidcCredential,
  fetchRemote: typeof fetch,
): Promise<Result<void, SignInProblem>> {
  const accepted = await tryServer(url, { token: access_token, as: 'sign-in' }, fetchRemote)
  if (!accepted.ok) return { ok: false, refusal: { code: 'not_accepted', detail: accepted.refusal.detail } }
  if (accepted.value.roles?.length !== 0) return ok(undefined)
  const detail = `You are ${who.name}, but this server gives you no role. Ask whoever runs it for one.`
  return { ok: false, refusal: { code: 'not_accepted', detail } }
}
