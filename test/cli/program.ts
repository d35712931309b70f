import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))
const patienceMs = 45_000

/** A test that starts processes may have to wait for them on a busy machine. */
export const slow = { timeout: 90_000 }

type Env = Record<string, string>

/** Nothing of the developer's own settings reaches the program under test. */
const environment = (extra: Env): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COUNTERSIGN_'))),
  ...extra,
})

function start(args: readonly string[], env: Env): ChildProcess {
  return spawn(process.execPath, [cli, ...args], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
}

function listenTo(child: ChildProcess) {
  const said = { stdout: '', stderr: '' }
  const heard = new EventTarget()
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => {
      said[name] += chunk
      heard.dispatchEvent(new Event('said'))
    })
  // `close`, not `exit`: only then has everything that was said been heard.
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal, ...said }))
  return { said, heard, ended }
}

export type Outcome = { code: number | null; stdout: string; stderr: string }

/** Runs the real program to its end. */
export async function run(args: readonly string[], env: Env = {}): Promise<Outcome> {
  const child = start(args, env)
  const limit = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const { code, stdout, stderr } = await listenTo(child).ended
  clearTimeout(limit)
  return { code, stdout, stderr }
}

/** Runs a command that must succeed, and gives what it printed. */
export async function output(args: readonly string[], env: Env = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, env)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`)
  return stdout.trim()
}

export type Server = {
  url: string
  pid: number | undefined
  said: { stdout: string; stderr: string }
  /** Waits until the program has said this on standard error. */
  says(text: string): Promise<void>
  signal(name: NodeJS.Signals): void
  ended: Promise<Outcome>
  stop(): Promise<Outcome>
}

/** Starts `serve` on a free port. */
export const serve = (args: readonly string[], env: Env = {}): Promise<Server> =>
  startServer(['serve', '--port', '0', ...args], env, /^countersign listening on (http:\/\/\S+)\n/)

/** Starts `console`; its address is a link that is good once. */
export const startConsole = (args: readonly string[], env: Env = {}): Promise<Server> =>
  startServer(['console', ...args], env, /^countersign console at (http:\/\/\S+)\n/)

/** Starts `runner`, and waits until it has been let in. */
export const startRunner = (args: readonly string[], env: Env = {}): Promise<Server> =>
  startServer(['runner', ...args], env, /^countersign runner at (http:\/\/\S+?): /)

/** Starts `sign-in`, and waits until it has shown where to go; that is its address. */
export const startSignIn = (args: readonly string[], env: Env = {}): Promise<Server> =>
  startServer(['sign-in', ...args], env, /\(or open (http\S+)/)

/** Starts a server, and waits for the line in which it says where it is. It ends with the test at the latest. */
async function startServer(args: readonly string[], env: Env, line: RegExp): Promise<Server> {
  const child = start(args, { COUNTERSIGN_LOG_LEVEL: 'info', ...env })
  const { said, heard, ended } = listenTo(child)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  const until = async (is: () => boolean, what: string): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const failed = () => reject(new Error(`${what} did not come:\n${said.stdout}${said.stderr}`))
    const look = () => is() && resolve()
    const limit = setTimeout(failed, patienceMs)
    heard.addEventListener('said', look)
    void ended.then(failed)
    look()
    await promise.finally(() => {
      clearTimeout(limit)
      heard.removeEventListener('said', look)
    })
  }
  await until(() => line.test(said.stdout), 'the line that says where it listens')
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return {
    url: line.exec(said.stdout)?.[1] ?? '',
    pid: child.pid,
    said,
    says: (text) => until(() => said.stderr.includes(text), text),
    signal: (name) => void child.kill(name),
    ended,
    stop,
  }
}

/** A folder of the test's own. */
export function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export const makeKey = (flags: readonly string[], role = 'admin', env: Env = {}): Promise<string> =>
  output(['keys', 'create', '--workspace', 'w', '--name', `for ${role}`, '--role', role, ...flags], env)
