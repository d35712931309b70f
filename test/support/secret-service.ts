// dbus-run-session -- node test/support/secret-service.ts COMMAND …
// Runs a command beside an unlocked Secret Service whose secrets live in a temporary folder, never in the user's keyring.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const limitMs = 20_000
const owner = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetNameOwner']

const isServed = () =>
  spawnSync('dbus-send', [...owner, 'string:org.freedesktop.secrets'], { stdio: 'ignore' }).status === 0

async function untilServed(daemon: ChildProcess): Promise<void> {
  const since = Date.now()
  while (!isServed()) {
    if (daemon.exitCode !== null) throw new Error(`gnome-keyring-daemon ended with code ${daemon.exitCode}.`)
    if (Date.now() - since > limitMs) throw new Error('gnome-keyring-daemon offers no Secret Service.')
    await wait(50)
  }
}

async function runBeside(env: NodeJS.ProcessEnv, command: string, args: string[]): Promise<number> {
  const flags = ['--foreground', '--unlock', '--components=secrets']
  const daemon = spawn('gnome-keyring-daemon', flags, { env, stdio: ['pipe', 'ignore', 'inherit'] })
  try {
    daemon.stdin.end('password of the test keyring')
    await untilServed(daemon)
    const child = spawn(command, args, { env, stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
    const [code, signal]: [number | null, NodeJS.Signals | null] = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (...outcome) => resolve(outcome))
    })
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } finally {
    if (daemon.exitCode === null && daemon.signalCode === null) {
      const gone = once(daemon, 'exit')
      daemon.kill('SIGTERM')
      await gone
    }
  }
}

const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Usage: secret-service.ts COMMAND [ARGUMENTS]')
const home = mkdtempSync(join(tmpdir(), 'countersign-keyring-'))
const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home }
process.exitCode = await runBeside(env, command, args).finally(() => rmSync(home, { recursive: true, force: true }))
