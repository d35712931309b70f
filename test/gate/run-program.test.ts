import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostRefused } from '../../main/gate/host.ts'
import { cutLine, plainLine } from '../../main/gate/plain-line.ts'
import { programEnvironment } from '../../main/gate/program-environment.ts'
import { programLines } from '../../main/gate/program-lines.ts'
import { type Program, runProgram } from '../../main/gate/run-program.ts'
import { isAlive } from '../fakes/is-alive.ts'
import { until } from '../fakes/until.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-program-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A shell stands for any program here: it is named, and never put in between. */
const shell = (script: string, given: Partial<Program> = {}) =>
  runProgram({
    program: 'sh',
    args: ['-c', script],
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
    ...given,
  })
const pidIn = (name: string) => Number(readFileSync(join(folder, name), 'utf8'))

test('tells the lines of both streams as they come and hands back what it said and how it ended', async () => {
  const said: string[] = []
  const run = await shell('echo one; echo two >&2; printf three; exit 7', { say: (line) => said.push(line) })
  expect(run).toMatchObject({ code: 7, stdout: 'one\nthree', cut: false, last: ['two'] })
  expect(said.toSorted()).toEqual(['one', 'three', 'two'])
})

test('a program that a signal ended has the code that a shell would give it', async () => {
  expect((await shell('kill -9 $$')).code).toBe(137)
})

test('no shell reads the arguments', async () => {
  const args = ['-c', 'printf "%s|" "$@"', 'sh', '$(touch pwned)', '; touch pwned', '*', "'"]
  const { stdout } = await shell('', { args })
  expect(stdout).toBe("$(touch pwned)|; touch pwned|*|'|")
  expect(existsSync(join(folder, 'pwned'))).toBe(false)
})

test('who asks a question gets no answer and does not wait for one', async () => {
  expect(await shell('read answer; echo "[$answer]"; [ -t 0 ] || echo no terminal')).toMatchObject({
    stdout: '[]\nno terminal\n',
  })
  // Nor over the terminal of whoever started us.
  expect((await shell('(: < /dev/tty) 2>/dev/null || echo none')).stdout).toBe('none\n')
})

test('what is given to read arrives, and a program that does not read it is free to', async () => {
  expect((await shell('cat', { stdin: 'to read' })).stdout).toBe('to read')
  expect((await shell('exit 3', { stdin: 'x'.repeat(1_000_000) })).code).toBe(3)
})

test('an abort ends everything that it started, asking first', async () => {
  const ended = new AbortController()
  const script = `trap 'echo asked > asked; exit 0' TERM
    sh -c 'echo $$ > grandchild; while :; do sleep 0.05; done' & echo $$ > child; wait`
  const run = shell(script, { signal: ended.signal })
  await until('both run', () => existsSync(join(folder, 'child')) && existsSync(join(folder, 'grandchild')))
  ended.abort(new Error('called off'))
  await expect(run).rejects.toThrow('called off')
  expect(isAlive(pidIn('grandchild'))).toBe(false)
  expect(existsSync(join(folder, 'asked'))).toBe(true)
})

test('what ignores being asked is killed, and so is what let go of its streams', async () => {
  const ended = new AbortController()
  const stubborn = `trap '' TERM; echo $$ > stubborn; while :; do sleep 0.05; done`
  const script = `sh -c "${stubborn.replaceAll('$', '\\$')}" >/dev/null 2>&1 </dev/null & wait`
  const run = shell(script, { signal: ended.signal, patience: 100 })
  await until('it runs', () => existsSync(join(folder, 'stubborn')) && pidIn('stubborn') > 0)
  ended.abort(new Error('called off'))
  await expect(run).rejects.toThrow('called off')
  expect(isAlive(pidIn('stubborn'))).toBe(false)
})

test('what still runs when this process ends is asked to end too', async () => {
  const module = new URL('../../main/gate/run-program.ts', import.meta.url).href
  const script = `
    const { runProgram } = await import(${JSON.stringify(module)})
    const trap = "trap 'touch asked; exit 0' TERM; echo on; while :; do sleep 0.05; done"
    const signal = new AbortController().signal
    const say = () => process.exit(0)
    void runProgram({ program: 'sh', args: ['-c', trap], cwd: process.cwd(), env: {}, signal, say })`
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, stdio: 'ignore' })
  await until('it was asked', () => existsSync(join(folder, 'asked')))
})

test('what is aborted before it began is never started', async () => {
  const signal = AbortSignal.abort(new Error('too late'))
  await expect(shell('touch started', { signal })).rejects.toThrow('too late')
  expect(existsSync(join(folder, 'started'))).toBe(false)
})

test('what it leaves running when it ends by itself stays, and is not waited for', async () => {
  const { code } = await shell('sh -c "echo \\$\\$ > left; exec sleep 60" & exit 0')
  expect(code).toBe(0)
  await until('it is there', () => existsSync(join(folder, 'left')) && pidIn('left') > 0)
  expect(isAlive(pidIn('left'))).toBe(true)
  process.kill(pidIn('left'), 'SIGKILL')
})

test.each([
  ['a program that there is not', { program: 'no-such-program-here' }],
  ['a folder that there is not', { cwd: '/no/such/folder' }],
])('%s is said, not thrown about', async (_, given) => {
  await expect(shell('', given)).rejects.toThrow(HostRefused)
  await expect(shell('', given)).rejects.toThrow(/could not be started: there is no such program or folder/)
})

test('secrets of this process do not reach what it starts', async () => {
  process.env.COUNTERSIGN_MASTER_KEY = 'do not tell'
  try {
    const { stdout } = await shell('env', { env: { GIVEN: 'told' } })
    expect(stdout).not.toContain('do not tell')
    expect(stdout).toContain('GIVEN=told\n')
    expect(stdout).toContain('GIT_TERMINAL_PROMPT=0\n')
    expect(stdout).toMatch(/^PATH=./m)
  } finally {
    delete process.env.COUNTERSIGN_MASTER_KEY
  }
})

test.each([
  ['Path', true],
  ['HOME', true],
  ['LC_MESSAGES', true],
  ['SSH_AUTH_SOCK', true],
  ['https_proxy', true],
  ['HEROKU_API_KEY', false],
  ['GITHUB_TOKEN', false],
  ['DATABASE_URL', false],
  ['GIT_DIR', false],
  ['GIT_CONFIG_COUNT', false],
  ['SSH_ASKPASS', false],
  ['NODE_OPTIONS', false],
  ['LD_PRELOAD', false],
])('of this environment %s is passed on: %s', (name, passed) => {
  expect(name in programEnvironment({}, { [name]: 'value' })).toBe(passed)
})

test('of standard output no more is kept than was asked for, and that is said', async () => {
  const run = await shell('head -c 100000 /dev/zero | tr "\\0" x', { maxOutput: 1_000 })
  expect(run.stdout).toBe('x'.repeat(1_000))
  expect(run.cut).toBe(true)
})

test('bytes go to whoever takes them, and then nobody is told', async () => {
  const chunks: Buffer[] = []
  const said: string[] = []
  const take = (chunk: Buffer) => chunks.push(chunk)
  const run = await shell('printf "a\\000b"; echo aside >&2', { take, say: (line) => said.push(line) })
  expect(Buffer.concat(chunks)).toEqual(Buffer.from('a\0b'))
  expect(run.stdout).toBe('')
  expect(said).toEqual(['aside'])
})

test.each([
  ['plain', 'plain'],
  ['\u001b[31mred\u001b[0m and \u001b[1;4;38;5;9mmore\u001b[K', 'red and more'],
  ['\u001b]0;a title\u0007after', 'after'],
  ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u009b2Jcleared', 'cleared'],
  ['tab\there\u0000\u0007\u0008', 'tab here'],
  ['two\u2028lines\u2029really', 'two lines really'],
  ['user\u202etxt.exe\u202c', 'usertxt.exe'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['half \ud800 of a pair', 'half \ufffd of a pair'],
  ['  indented stays', '  indented stays'],
  ['Grüße 👩 日本', 'Grüße 👩 日本'],
])('a line is shown without what steers or hides: %j', (given, shown) => {
  expect(plainLine(given)).toBe(shown)
})

test('a long line is cut between words, so that no half of a secret is left that nobody recognises', () => {
  expect(cutLine('short', 10)).toBe('short')
  expect(cutLine('one two secretsecret', 12)).toBe('one two … (20 characters)')
  expect(cutLine('secretsecretsecret', 12)).toBe('… (18 characters)')
})

test.each([
  ['cut within a line', ['Gr', 'ü', 'ße\nzw', 'ei\n'], ['Grüße', 'zwei']],
  ['both kinds of line ends, cut between them', ['one\r', '\ntwo\r\n', '\r\n', 'three'], ['one', 'two', 'three']],
  ['drawn over', ['10%\r50%\r', '100%\n'], ['10%', '50%', '100%']],
  [
    'a line that does not end',
    [...Array(40).fill('x'.repeat(4_096)), 'end of it\nnext\n'],
    [expect.stringContaining('more than'), 'next'],
  ],
])('lines out of a stream: %s', (_, chunks, expected) => {
  const said: string[] = []
  const lines = programLines((line) => said.push(line))
  const bytes = chunks.map((chunk) => Buffer.from(chunk))
  // A letter of two bytes comes in two pieces.
  for (const chunk of bytes) for (let at = 0; at < chunk.length; at += 4_095) lines.take(chunk.subarray(at, at + 4_095))
  lines.end()
  expect(said).toEqual(expected)
})

test('a letter whose bytes come one by one is that letter', () => {
  const said: string[] = []
  const lines = programLines((line) => said.push(line))
  for (const byte of Buffer.from('👩 ü\n')) lines.take(Buffer.of(byte))
  expect(said).toEqual(['👩 ü'])
})

test('of endless output the rest is not told', () => {
  const said: string[] = []
  const lines = programLines((line) => said.push(line))
  for (let n = 0; n < 30; n++) lines.take(Buffer.from('line\n'.repeat(1_000)))
  expect(said.length).toBe(20_001)
  expect(said.at(-1)).toContain('more than 20000 lines')
})
