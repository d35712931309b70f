import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { markProcesses } from './leftovers.ts'
import { judge, type Tally } from './results.ts'
import type { Step } from './steps.ts'

export type Outcome = { step: Step; tally: Tally; seconds: number; output: string; remarks: string[] }

const windows = process.platform === 'win32'
const running = new Set<ChildProcess>()

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The whole group has ended by itself.
  }
}

/** Asks every running step to end; `runStep` then waits for each and clears what it leaves. */
export function endRunningSteps(): void {
  for (const child of running) endGroup(child, 'SIGTERM')
}

function reporting(step: Step, file: string): { args: string[]; env: Record<string, string> } {
  if (step.report === 'vitest') {
    return { args: ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env: {} }
  }
  if (step.report === 'playwright')
    return { args: ['--reporter=list,json'], env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }
  return { args: [], env: {} }
}

function watch(
  child: ChildProcess,
  minutes: number,
): Promise<{ succeeded: boolean; output: string; timedOut: boolean }> {
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  let timedOut = false
  const limit = setTimeout(() => {
    timedOut = true
    endGroup(child, 'SIGTERM')
    setTimeout(() => endGroup(child, 'SIGKILL'), 5_000).unref()
  }, minutes * 60_000)
  return new Promise((resolve) => {
    const done = (succeeded: boolean) => {
      clearTimeout(limit)
      resolve({ succeeded: succeeded && !timedOut, output: Buffer.concat(chunks).toString(), timedOut })
    }
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message))
      done(false)
    })
    // Not 'close': a process left behind would hold the pipes open.
    child.once('exit', (code) => setImmediate(done, code === 0))
  })
}

/** Runs a step in a process group of its own and counts what it reports; a process it leaves behind fails it. */
export async function runStep(step: Step, folder: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const started = performance.now()
  const file = join(folder, `${step.name.replaceAll(/\W+/g, '-')}.json`)
  const mark = markProcesses()
  const report = reporting(step, file)
  const [program = '', ...args] = step.command
  const child = spawn(program, [...args, ...report.args], {
    env: { ...env, ...report.env, ...mark.env },
    detached: !windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const { succeeded, output, timedOut } = await watch(child, step.minutes)
  running.delete(child)
  const left = await mark.clear()
  endGroup(child, 'SIGKILL')
  const { tally, remark } = judge(step.report, file, succeeded)
  const remarks = [
    ...(timedOut ? [`it took longer than ${step.minutes} min`] : []),
    ...(remark ? [remark] : []),
    ...left.map(({ pid, command }) => `it left a process behind: ${pid} ${command}`),
  ]
  const failed = left.length > 0 ? tally.failed + 1 : tally.failed
  return { step, tally: { ...tally, failed }, seconds: (performance.now() - started) / 1000, output, remarks }
}
