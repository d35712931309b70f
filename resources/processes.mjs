// Child processes that end when we do: their exit codes come back, their signals go on, and none is left behind.
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

const windows = process.platform === 'win32'

/** One line for the person at the terminal. Standard output belongs to the program that was asked for. */
export const say = (line) => process.stderr.write(`${line}\n`)

/** The shell's convention: 128 and the signal's number. */
const exitCodeOf = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

/** Ends a child that was started with `detached`, and everything it started in turn. */
function endTree(child, signal = 'SIGTERM') {
  if (!child.pid) return
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** Runs a command in a process group of its own, with a time limit, and gives its output instead of showing it. */
export function runQuietly(command, args, { cwd, env = process.env, limitMs, shell = false, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, detached: !windows, stdio: ['ignore', 'pipe', 'pipe'] })
    if (child.pid) onStart?.(child.pid)
    const chunks = []
    const keep = (chunk) => chunks.push(chunk)
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    let timedOut = false
    const limit =
      limitMs &&
      setTimeout(() => {
        timedOut = true
        endTree(child, 'SIGKILL')
      }, limitMs)
    const stop = (signal) => {
      // Only when it has ended may we go: an npm that is still writing would meet the next set-up.
      child.once('close', () => process.exit(exitCodeOf(null, signal)))
      endTree(child, 'SIGTERM')
      setTimeout(() => endTree(child, 'SIGKILL'), 2_000)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, stop)
    const unwatch = whenNpmIsGone(() => stop('SIGTERM'))
    const done = (result) => {
      clearTimeout(limit)
      unwatch()
      for (const signal of signals) process.off(signal, stop)
      resolve({ timedOut, output: Buffer.concat(chunks).toString(), ...result })
    }
    child.on('error', (error) => done({ code: 127, output: `${command}: ${error.message}` }))
    child.on('close', (code, signal) => done({ code: exitCodeOf(code, signal) }))
  })
}

/**
 * Calls back when the npm that runs us has gone. npm passes SIGTERM to its shell, which dies of it and tells us nothing,
 * so without this `npm run … & kill $!` would leave the program behind. Started without npm, we are on our own.
 */
export function whenNpmIsGone(callback) {
  if (!process.env.npm_lifecycle_event || windows) return () => undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, 250)
  timer.unref()
  return () => clearInterval(timer)
}

/** Gives the terminal to a command: same streams, signals forwarded; resolves with its exit code. */
export function handOver(command, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' })
    const forward = (signal) => {
      // A terminal has already sent Ctrl-C to the whole foreground group; a second one would mean "now, and hard".
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const unwatch = whenNpmIsGone(() => child.kill('SIGTERM'))
    const done = (code) => {
      unwatch()
      for (const signal of signals) process.off(signal, forward)
      resolve(code)
    }
    child.on('error', (error) => {
      say(`${command} cannot be started: ${error.message}`)
      done(127)
    })
    child.on('exit', (code, signal) => done(exitCodeOf(code, signal)))
  })
}
