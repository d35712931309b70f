import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { type ActionType, actionTypes, leaseBounds } from '../../shared/domain/action-policy.ts'
import { readSecretFile } from '../identity/secret-file.ts'
import { print } from './context.ts'
import { createClient } from './runner/client.ts'
import { runLoop } from './runner/loop.ts'
import { credentialFor, keyOfEnvironment } from './sign-in/credential.ts'
import { serverAddress } from './sign-in/server-address.ts'
import { untilAskedToStop } from './stop.ts'

type Flags = {
  exec: string
  url: string
  keyFile?: string
  types?: ActionType[]
  lease: number
  maxAge: number
  concurrency: number
  grace: number
  once?: boolean
}

/** After what runs was asked to stop, so long until it is killed. */
const killAfterMs = 10_000

export function runnerCommand(program: Command): void {
  program
    .command('runner')
    .description(
      'run approved actions: claim one, run a handler with it as JSON on standard input, say what came of it',
    )
    .argument('[args...]', 'arguments of the handler, after --')
    .requiredOption('--exec <program>', 'the handler; no shell is involved')
    .option('--url <url>', 'the server', 'http://127.0.0.1:4680')
    .option('--key-file <file>', 'a private file with the API key, instead of COUNTERSIGN_API_KEY or a sign-in')
    .option('--types <types>', `only these types, of ${actionTypes.join(', ')}`, parseTypes)
    .option('--lease <seconds>', 'how long a handler may take', secondsFrom(leaseBounds.min, leaseBounds.max), 300)
    .option('--max-age <seconds>', 'take nothing that was approved longer ago', secondsFrom(1, 30 * 86_400), 600)
    .option('--concurrency <n>', 'how many at once', secondsFrom(1, 64), 1)
    .option('--grace <seconds>', 'how long what runs may go on after SIGTERM', secondsFrom(0, 3600), 30)
    .option('--once', 'end when there is nothing more to take; exits 1 if anything failed')
    .action((args: string[], flags: Flags) => run(flags, args))
}

async function run(flags: Flags, args: readonly string[]): Promise<void> {
  const handler = { program: findHandler(flags.exec), args }
  const warn = (line: string) => void process.stderr.write(`${line}\n`)
  const { origin } = serverAddress(flags.url, '--url')
  const client = createClient(origin, await credentialFor(origin, keyFrom(flags)), warn)
  const [enough, hurry, giveUp] = [new AbortController(), new AbortController(), new AbortController()]
  void untilAskedToStop().then(() => {
    enough.abort()
    setTimeout(() => hurry.abort(), flags.grace * 1000).unref()
    setTimeout(() => giveUp.abort(), flags.grace * 1000 + killAfterMs).unref()
  })
  try {
    const session = await client.session(enough.signal)
    if (!session.permissions['actions.execute'] || session.workspace === null)
      throw new Error('this key may not execute actions; it needs the role runner')
    print(`countersign runner at ${client.origin}: ${session.actor?.name ?? 'somebody'} in ${session.workspace}`)
    const { failed, unknown } = await runLoop({
      client,
      handler,
      leaseSeconds: flags.lease,
      rules: { workspace: session.workspace, types: flags.types, maxAgeSeconds: flags.maxAge },
      concurrency: flags.concurrency,
      once: flags.once ?? false,
      say: print,
      warn,
      enough: enough.signal,
      hurry: hurry.signal,
      giveUp: giveUp.signal,
    })
    if (flags.once && failed + unknown > 0) process.exitCode = 1
  } catch (error) {
    if (!enough.signal.aborted) throw error
  } finally {
    enough.abort()
  }
}

/** Not as a flag: whoever may list the processes of a machine would read it. */
function keyFrom({ keyFile }: Flags): string | undefined {
  if (keyFile === undefined) return keyOfEnvironment()
  const text = readSecretFile(keyFile)
  if (text === undefined) throw new Error(`there is no key file ${keyFile}`)
  return text.trim()
}

/** Looked for before anything is claimed: what is claimed and cannot be run is lost. */
function findHandler(program: string): string {
  const named = program.includes('/') || program.includes('\\') || isAbsolute(program)
  const candidates = named
    ? [resolve(program)]
    : (process.env.PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, program))
  const found = candidates.find(canRun)
  if (found !== undefined) return found
  throw new Error(`the handler ${program} cannot be run: there is no such program, or it is not executable (chmod +x)`)
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

const secondsFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= min && number <= max) return number
    throw new InvalidArgumentError(`a whole number from ${min} to ${max}`)
  }

function parseTypes(text: string): ActionType[] {
  const named = text.split(',').map((word) => word.trim())
  const unknown = named.filter((word) => !actionTypes.some((type) => type === word))
  if (unknown.length > 0) throw new InvalidArgumentError(`there is no type ${unknown.join(', ')}`)
  return actionTypes.filter((type) => named.includes(type))
}
