import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Examined, ExamineJob } from '../children/examiner.ts'
import { within } from '../scenario.ts'

const program = fileURLToPath(new URL('../children/examiner.ts', import.meta.url))

/** A process that examines damaged folders. One that crashes or hangs is replaced, and what it did is the answer. */
export function createExaminer() {
  let child: ChildProcess | undefined
  let answers: AsyncIterator<string> | undefined
  let stderr = ''

  const start = (): ChildProcess => {
    const fresh = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
    stderr = ''
    fresh.stderr?.on('data', (chunk: Buffer) => (stderr += chunk))
    answers = createInterface({ input: fresh.stdio[3] as Readable })[Symbol.asyncIterator]()
    child = fresh
    return fresh
  }
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  return {
    async examine(job: ExamineJob): Promise<Examined | { crash: string }> {
      const current = child ?? start()
      try {
        current.stdin?.write(`${JSON.stringify(job)}\n`)
        const answer = await within(30, 'an answer', answers?.next() ?? Promise.reject(new Error('no examiner')))
        if (!answer.done) return JSON.parse(answer.value) as Examined
        await once(current, 'exit').catch(() => {})
        child = undefined
        return { crash: `the process ended (${current.exitCode ?? current.signalCode}): ${stderr}` }
      } catch (error) {
        await stop()
        child = undefined
        return { crash: String(error) }
      }
    },
    stop,
  }
}
