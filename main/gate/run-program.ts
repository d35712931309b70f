import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as pause } from 'node:timers/promises'
import { HostRefused, type Say } from './host.ts'
import { noteGroup } from './noted-groups.ts'
import { endWithUs, isGroupAlive, ownGroup, signalGroup } from './process-group.ts'
import { type Environment, programEnvironment } from './program-environment.ts'
import { programLines } from './program-lines.ts'

export type Program = {
  program: string
  args: readonly string[]
  cwd: string
  /** Beside the short list that every program gets. Secrets stand here, never among the arguments. */
  env: Environment
  signal: AbortSignal
  /** Told every line of both streams as it comes, fit to be shown. */
  say?: Say | undefined
  /** Instead of keeping and telling standard output: its bytes, as they come. */
  take?: ((chunk: Buffer) => void) | undefined
  /** Nothing, unless given: whoever asks a question gets no answer, and does not wait for one. */
  stdin?: string | Buffer | undefined
  /** How much of standard output is handed back, in bytes. */
  maxOutput?: number | undefined
  /** How long it has to end by itself after it was asked to, in milliseconds. */
  patience?: number | undefined
  /** How it is asked. Some programs have helpers that only Ctrl-C's signal leaves alone. */
  askBy?: 'SIGTERM' | 'SIGINT' | undefined
}

/** `cut` where it said more than was kept; `last` are the last lines of its standard error. */
export type ProgramRun = { code: number; stdout: string; cut: boolean; last: readonly string[] }

/**
 * The one way in which the gate runs a program. No shell reads the arguments. Aborted, it rejects with the signal's
 * reason, after the program and all that it started have ended. What it leaves running when it ends by itself stays.
 */
export async function runProgram(given: Program): Promise<ProgramRun> {
  const { program, args, cwd, env, signal, say, stdin, patience = 5_000, askBy = 'SIGTERM' } = given
  signal.throwIfAborted()
  const child = spawn(program, [...args], {
    cwd,
    env: programEnvironment(env),
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...ownGroup,
  })
  const unnote = noteGroup(child.pid)
  const forget = endWithUs(child)
  const ask = () => signalGroup(child, askBy)
  const insisting = new AbortController()
  signal.addEventListener('abort', ask)
  try {
    const output = gather(child, given)
    const errors = lastLines(child, say)
    if (stdin !== undefined) {
      // It need not read what it is given.
      child.stdin?.on('error', () => {})
      child.stdin?.end(stdin)
    }
    const insist = whenAborted(signal, insisting.signal).then(() => endGroup(child, patience))
    const code = await endOf(child, program)
    if (signal.aborted) {
      await insist
      throw signal.reason
    }
    return { code, ...output(), last: errors() }
  } finally {
    insisting.abort()
    signal.removeEventListener('abort', ask)
    forget()
    unnote()
  }
}

const whenAborted = (signal: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => resolve()
    if (signal.aborted) return done()
    signal.addEventListener('abort', done, { signal: over })
  })

/** Nothing lives on after that; what nobody cleared from the table of processes may still be listed there. */
const lastWait = 2_000

/** What ignores being asked is ended. */
async function endGroup(child: ChildProcess, patience: number): Promise<void> {
  const asked = performance.now()
  for (;;) {
    const waited = performance.now() - asked
    if (!isOn(child) || waited >= patience + lastWait) return
    if (waited >= patience) signalGroup(child, 'SIGKILL')
    await pause(20)
  }
}
const isOn = (child: ChildProcess): boolean =>
  (child.pid !== undefined && child.exitCode === null && child.signalCode === null) || isGroupAlive(child)

/** How long the streams of a program that has ended are still read, if something that it left running holds them. */
const linger = 1_000

function endOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      if (child.pid === undefined)
        reject(new HostRefused(`${basename(program)} could not be started: ${whyNot(error)}`))
    })
    let code = 0
    child.on('exit', (exit, signal) => {
      code = exit ?? 128 + (signal === null ? 0 : constants.signals[signal])
      const timer = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, linger)
      child.on('close', () => clearTimeout(timer))
    })
    child.on('close', () => {
      if (child.pid !== undefined) resolve(code)
    })
  })
}

const whyNot = (error: Error): string =>
  'code' in error && error.code === 'ENOENT' ? 'there is no such program or folder' : error.message

function gather(child: ChildProcess, { say, take, maxOutput = 1024 * 1024 }: Program) {
  const lines = say && programLines(say)
  const decoder = new StringDecoder('utf8')
  let stdout = ''
  let room = maxOutput
  let cut = false
  child.stdout?.on('data', (chunk: Buffer) => {
    if (take) return take(chunk)
    lines?.take(chunk)
    if (chunk.length > room) cut = true
    if (room > 0) stdout += decoder.write(chunk.subarray(0, room))
    room = Math.max(0, room - chunk.length)
  })
  child.stdout?.on('close', () => lines?.end())
  return () => ({ stdout: cut ? stdout : stdout + decoder.end(), cut })
}

function lastLines(child: ChildProcess, say: Say | undefined): () => readonly string[] {
  const last: string[] = []
  const lines = programLines((line) => {
    if (last.push(line) > 20) last.shift()
    say?.(line)
  })
  child.stderr?.on('data', lines.take)
  child.stderr?.on('close', lines.end)
  return () => last
}
