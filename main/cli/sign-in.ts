import type { Command } from 'commander'
import { tokenRevocation } from 'openid-client'
import type { z } from 'zod'
import type { Session } from '../../shared/contract/console.ts'
import { type Keychain, openKeychain } from '../identity/keychain.ts'
import { print } from './context.ts'
import { askOptions, askSession, NotKnown } from './sign-in/ask-server.ts'
import { chooseIssuer } from './sign-in/choose-issuer.ts'
import { credentialFor, keyOfEnvironment } from './sign-in/credential.ts'
import { signInByDevice } from './sign-in/device-grant.ts'
import { asking, oneLine, openIssuer, SignInOver } from './sign-in/issuer-client.ts'
import { forgetKept, type Kept, readKept, writeKept } from './sign-in/kept.ts'
import { serverAddress } from './sign-in/server-address.ts'

type Flags = { server: string; issuer?: string }

const warn = (line: string): void => void process.stderr.write(`countersign: ${line}\n`)

export function signInCommands(program: Command): void {
  const server = ['--server <url>', 'the server'] as const
  program
    .command('sign-in')
    .description('sign in to a server from this terminal: the person does it in a browser, on this machine or another')
    .requiredOption(...server)
    .option('--issuer <issuer>', 'at which of its issuers, where it has several: an address or a name')
    .action(signIn)
  program
    .command('sign-out')
    .description('end the sign-in to a server: its tokens are revoked and forgotten')
    .requiredOption(...server)
    .action(signOut)
  program
    .command('whoami')
    .description('who a server takes you for: by COUNTERSIGN_API_KEY, or as you signed in')
    .requiredOption(...server)
    .action(whoami)
}

async function signIn(flags: Flags): Promise<void> {
  const { origin } = serverAddress(flags.server, '--server')
  const keychain = await keychainOrNone()
  if (keychain === undefined) throw new Error(`nothing was begun: ${noKeychain}`)
  const options = await askOptions(origin)
  const way = chooseIssuer(options, flags.issuer)
  print(`Signing in to ${oneLine(options.name)} (${options.environment}) at ${origin}`)
  process.once('SIGINT', giveUp)
  const kept = await signInByDevice(way, { say: print, warn })
  process.off('SIGINT', giveUp)
  const session = await askSession(origin, kept.access_token).catch(async (error: unknown) => {
    await revoke(kept).catch(() => {})
    throw error
  })
  const before = await readKept(keychain, origin)
  await writeKept(keychain, origin, kept)
  print(`Signed in as ${whoItIs(session)}`)
  // Whoever signs in anew leaves no second sign-in behind that nobody could end.
  if (before !== undefined) await revoke(before).catch(() => {})
}

/** Nothing is held yet: the code at the issuer ends by itself. */
function giveUp(): void {
  warn('the sign-in was given up. Nothing has changed')
  process.exit(130)
}

async function signOut(flags: Flags): Promise<void> {
  const { origin } = serverAddress(flags.server, '--server')
  const keychain = await keychainOrNone()
  const kept = keychain && (await readKept(keychain, origin))
  if (keychain === undefined || kept === undefined) return print(`Nobody is signed in to ${origin} here`)
  await forgetKept(keychain, origin)
  try {
    await revoke(kept)
    print(`Signed out of ${origin}`)
  } catch (error) {
    if (error instanceof SignInOver) return print(`Signed out of ${origin}`)
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`the tokens are forgotten here, but could not be revoked (${why}); end the session at the issuer`)
  }
}

async function whoami(flags: Flags): Promise<void> {
  const { origin } = serverAddress(flags.server, '--server')
  const credential = await credentialFor(origin, keyOfEnvironment())
  const again = `sign in: countersign sign-in --server ${origin}`
  try {
    print(whoItIs(await askSession(origin, await credential())))
  } catch (error) {
    if (error instanceof NotKnown || error instanceof SignInOver) throw new Error(`${error.message}\n${again}`)
    throw error
  }
}

async function keychainOrNone(): Promise<Keychain | undefined> {
  const keychain = await openKeychain(() => {})
  return keychain.kind === 'memory' ? undefined : keychain
}

const noKeychain =
  'there is no keychain on this machine to keep a sign-in in. Use an API key: set COUNTERSIGN_API_KEY to one'

/** With the refresh token goes what was issued with it; the access token is named too, for issuers that part them. */
async function revoke({ issuer, client_id, refresh_token, access_token }: Kept): Promise<void> {
  const configuration = await openIssuer(issuer, client_id)
  if (configuration.serverMetadata().revocation_endpoint === undefined)
    throw new Error(`${new URL(issuer).host} revokes no tokens`)
  if (refresh_token !== null)
    await asking(issuer, () => tokenRevocation(configuration, refresh_token, { token_type_hint: 'refresh_token' }))
  await asking(issuer, () => tokenRevocation(configuration, access_token, { token_type_hint: 'access_token' })).catch(
    // A signed token stands for itself until it ends, and some issuers say so.
    (error: unknown) => {
      if (refresh_token === null) throw error
    },
  )
}

function whoItIs({ actor, workspace, roles, authentication_mode }: z.infer<typeof Session>): string {
  const name = oneLine(actor?.name ?? 'nobody')
  const email = actor?.email ? ` <${oneLine(actor.email)}>` : ''
  const means = { sample: 'the sample', local: 'this machine', api_key: 'an API key', oidc: 'a sign-in' }
  const may = roles.length > 0 ? roles.join(', ') : 'no role'
  return `${name}${email}, ${may} in ${oneLine(workspace ?? 'no workspace')}, by ${means[authentication_mode]}`
}
