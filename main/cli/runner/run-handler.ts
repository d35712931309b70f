import { type ChildProcess, spawn } from 'node:child_process'
import type { Row } from './client.ts'

export type Handler = { program: string; args: readonly string[] }

export type Ran =
  /** It ended by itself: how, and what it said, is known. */
  | { kind: 'ended'; code: number; stdout: Buffer; cut: boolean; ms: number; hurried: boolean }
  /** It was killed, by us or by somebody else: what it had done by then nobody knows. */
  | { kind: 'killed'; signal: string; ms: number }
  | { kind: 'not_started'; why: string }

const largestOutput = 40 * 1024
const posix = process.platform !== 'win32'
/** What is still running should this process end. */
const running = new Set<ChildProcess>()
const killRunning = () => {
  for (const child of running) kill(child, 'SIGKILL')
}

/**
 * Runs the handler with the action as JSON on its standard input. When `hurry` is aborted it is asked to stop, and
 * `stop` kills it with everything that it has started. No shell: nothing of an action is ever part of a command line.
 */
export async function runHandler(
  { program, args }: Handler,
  row: Row,
  { hurry, stop }: { hurry: AbortSignal; stop: AbortSignal },
): Promise<Ran> {
  const began = performance.now()
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environmentFor(row),
    // A group of its own: what it starts ends with it, and Ctrl-C at the terminal is for the runner to answer.
    detached: posix,
  })
  if (running.size === 0) process.on('exit', killRunning)
  running.add(child)
  const ask = () => kill(child, 'SIGTERM')
  const end = () => kill(child, 'SIGKILL')
  hurry.addEventListener('abort', ask)
  stop.addEventListener('abort', end)
  const output = gather(child)
  const { promise, resolve } = Promise.withResolvers<Ran>()
  const ms = () => Math.round(performance.now() - began)
  child.on('error', (error) => {
    if (child.pid === undefined) resolve({ kind: 'not_started', why: error.message })
  })
  child.on('close', (code, signal) =>
    resolve(
      code === null
        ? { kind: 'killed', signal: signal ?? 'a signal', ms: ms() }
        : { kind: 'ended', code, ...output(), ms: ms(), hurried: hurry.aborted },
    ),
  )
  // A handler that does not read what it is given is free to.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(row))
  return promise.finally(() => {
    running.delete(child)
    if (running.size === 0) process.off('exit', killRunning)
    hurry.removeEventListener('abort', ask)
    stop.removeEventListener('abort', end)
  })
}

function gather(child: ChildProcess): () => { stdout: Buffer; cut: boolean } {
  const chunks: Buffer[] = []
  let size = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    if (size < largestOutput) chunks.push(chunk)
    size += chunk.length
  })
  return () => ({ stdout: Buffer.concat(chunks).subarray(0, largestOutput), cut: size > largestOutput })
}

/** The runner's own key is not the handler's to know. */
function environmentFor(row: Row): NodeJS.ProcessEnv {
  const { COUNTERSIGN_API_KEY: _, ...environment } = process.env
  return {
    ...environment,
    COUNTERSIGN_ACTION_ID: row.id,
    COUNTERSIGN_ACTION_TYPE: row.type,
    COUNTERSIGN_ACTION_TARGET: row.target_ref,
    COUNTERSIGN_ACTION_MODE: row.mode,
    COUNTERSIGN_CLAIM_EXPIRES_AT: row.claim_expires_at ?? '',
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (posix) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended by itself just now.
  }
}
