import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { judge, none, tallyLine } from '../support/runner/results.ts'
import { type Outcome, runStep } from '../support/runner/run-step.ts'
import { runAll } from '../support/runner/schedule.ts'
import type { Step } from '../support/runner/steps.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-runner-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const vitest = (counts: object, files: object[] = []) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: files,
  ...counts,
})
const playwright = (counts: object) => ({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...counts } })
const unloaded = { status: 'failed', assertionResults: [] }

describe('a step is judged', () => {
  test.each([
    ['vitest', 'all passed', vitest({ numPassedTests: 3 }), true, '3 passed, 0 failed'],
    ['vitest', 'one failed', vitest({ numPassedTests: 3, numFailedTests: 1 }), false, '3 passed, 1 failed'],
    ['vitest', 'skips shown', vitest({ numPassedTests: 1, numTodoTests: 1 }), true, '1 passed, 0 failed, 1 skipped'],
    ['vitest', 'a file did not load', vitest({ numPassedTests: 3 }, [unloaded]), false, '3 passed, 1 failed'],
    ['vitest', 'failed beside its tests', vitest({ numPassedTests: 3 }), false, '3 passed, 1 failed'],
    ['vitest', 'ran nothing', vitest({}), true, '0 passed, 1 failed'],
    ['playwright', 'all passed', playwright({ expected: 2 }), true, '2 passed, 0 failed'],
    ['playwright', 'passed at the second try', playwright({ expected: 1, flaky: 1 }), true, '2 passed, 0 failed'],
    ['playwright', 'only skips', playwright({ skipped: 2 }), true, '0 passed, 1 failed, 2 skipped'],
  ] as const)('%s: %s', (report, _case, json, succeeded, line) => {
    const file = join(folder, 'report.json')
    writeFileSync(file, JSON.stringify(json))
    expect(tallyLine(judge(report, file, succeeded).tally)).toBe(line)
  })

  test('without a report, by its exit code', () => {
    expect(judge(undefined, '', true).tally).toEqual({ ...none, passed: 1 })
    expect(judge(undefined, '', false).tally).toEqual({ ...none, failed: 1 })
    expect(judge('vitest', join(folder, 'nowhere.json'), true).tally).toEqual({ ...none, failed: 1 })
  })
})

const step = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  part: 'checks',
  command: [],
  cores: 1,
  minutes: 1,
  ...more,
})

describe('steps', () => {
  const outcome = (of: Step, failed = 0): Outcome => ({
    step: of,
    tally: { ...none, failed },
    seconds: 0,
    output: '',
    remarks: [],
  })

  test('share two cores, and wait for what they need', async () => {
    const running = new Set<string>()
    const seen: string[] = []
    const run = async (of: Step) => {
      running.add(of.name)
      seen.push([...running].join('+'))
      await new Promise(setImmediate)
      running.delete(of.name)
      return outcome(of)
    }
    const steps = [step('a'), step('needs a', { after: 'a' }), step('b'), step('both', { cores: 2 })]
    expect(await runAll(steps, run, outcome)).toHaveLength(4)
    expect(seen.at(0)).toBe('a')
    expect(seen.at(1)).toBe('a+b')
    expect(seen).toContain('both')
    expect(seen.indexOf('both')).toBe(3)
  })

  test('are not run when what they need has failed', async () => {
    const ran: string[] = []
    const run = async (of: Step) => {
      ran.push(of.name)
      return outcome(of, 1)
    }
    const outcomes = await runAll([step('build'), step('e2e', { after: 'build' })], run, (of) => outcome(of, 1))
    expect(ran).toEqual(['build'])
    expect(outcomes.map(({ tally }) => tally.failed)).toEqual([1, 1])
  })

  test.runIf(process.platform === 'linux')('fail when they leave a process behind, which is then ended', async () => {
    const leave = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref()`
    const left = await runStep(step('leaves', { command: [process.execPath, '-e', leave] }), folder, process.env)
    expect(left.tally).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(left.remarks).toEqual([expect.stringContaining('left a process behind')])
    const pid = Number(/behind: (\d+)/.exec(left.remarks[0] ?? '')?.[1])
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  test('fail when they take too long', async () => {
    const command = [process.execPath, '-e', 'setInterval(() => {}, 1000)']
    const late = await runStep(step('late', { command, minutes: 0.005 }), folder, process.env)
    expect(late.tally.failed).toBe(1)
    expect(late.remarks).toEqual(['it took longer than 0.005 min'])
  })
})

/** A killed orphan stays a zombie where nobody waits for orphans, as in many containers. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('the lock of the set-up', () => {
  const mutex = new URL('../../resources/mutex.mjs', import.meta.url).href
  const hold = (lock: string, then: string) => {
    const code = `const { withLock } = await import(${JSON.stringify(mutex)}); await withLock(${JSON.stringify(lock)}, 'work', async () => { ${then} })`
    return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] })
  }
  const outputOf = async (child: ReturnType<typeof hold>) => {
    const chunks: string[] = []
    child.stdout?.on('data', (chunk) => chunks.push(String(chunk)))
    await once(child, 'close')
    return chunks.join('')
  }

  test('lets one process at a time in', async () => {
    const lock = join(folder, 'shared.lock')
    const log = join(folder, 'log')
    writeFileSync(log, '')
    const then = `const { appendFileSync, readFileSync } = await import('node:fs'); appendFileSync(${JSON.stringify(log)}, '<'); await new Promise((go) => setTimeout(go, 20)); appendFileSync(${JSON.stringify(log)}, '>'); process.stdout.write(readFileSync(${JSON.stringify(log)}, 'utf8'))`
    const outputs = await Promise.all(Array.from({ length: 4 }, () => outputOf(hold(lock, then))))
    expect(outputs.sort()).toEqual(['<>', '<><>', '<><><>', '<><><><>'])
  })

  test('falls to the next when its owner was killed', async () => {
    const lock = join(folder, 'stale.lock')
    const owner = hold(lock, `process.stdout.write('in'); await new Promise((go) => setTimeout(go, 60_000))`)
    await once(owner.stdout, 'data')
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(await outputOf(hold(lock, `process.stdout.write('mine')`))).toBe('mine')
  })
})
