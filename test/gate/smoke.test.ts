import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runSmoke, type SmokeNeeds } from '../../main/gate/smoke.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { makeCodeRepository } from './code-repository.ts'

const never = new AbortController().signal
let folder: string
let code: ReturnType<typeof makeCodeRepository>
let said: string[]
const say = (line: string) => void said.push(line)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-smoke-'))
  code = makeCodeRepository(join(folder, 'code'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const needs = (smoke: object, to_sha: string, more: Partial<SmokeNeeds> = {}): SmokeNeeds => ({
  surface: SurfaceDefinition.parse({
    ...{ id: 'console', name: 'Console', app: 'raxx-console-prod', host: 'heroku', paths: { local: {} } },
    ...{ repository: code.folder, smoke },
  }),
  ...{ to_sha, path: 'local', dir: join(folder, 'gate'), repositories: join(folder, 'repositories') },
  forgeChecks: async () => {
    throw new Error('nobody asks the forge here')
  },
  ...more,
})
const sh = (text: string) => ['/bin/sh', '-c', text]

test('says that none is configured', async () => {
  const verdict = await runSmoke(needs({ kind: 'none' }, 'a'.repeat(40)), say, never)
  expect(verdict).toEqual({ verdict: 'none', detail: 'No smoke gate is configured for this surface.' })
  expect(said).toEqual(['Smoke gate: No smoke gate is configured for this surface.'])
})

test('runs every command in a clean checkout of that very commit, which is gone afterwards', async () => {
  const first = code.commit({ 'service/version': 'one', 'check.sh': '#!/bin/sh\ncat service/version\n' })
  code.commit({ 'service/version': 'two' })
  process.env.COUNTERSIGN_TEST_STRAY = 'a key of this process'
  const commands = [
    ['/bin/sh', 'check.sh'],
    sh('echo "$COUNTERSIGN_SURFACE $COUNTERSIGN_TO_SHA$COUNTERSIGN_TEST_STRAY"; touch made; ls'),
  ]
  const verdict = await runSmoke(needs({ kind: 'commands', commands }, first), say, never)
  delete process.env.COUNTERSIGN_TEST_STRAY
  expect(verdict).toMatchObject({ verdict: 'passed', detail: expect.stringContaining(first.slice(0, 12)) })
  expect(said).toEqual(expect.arrayContaining(['one', `console ${first}`, 'check.sh', 'made', 'service']))
  expect(readdirSync(join(folder, 'gate', 'smoke'))).toEqual([])
  expect(readdirSync(code.folder)).not.toContain('made')
})

test('clears what a process that was killed has left, and nothing that may still run', async () => {
  const sha = code.commit({ README: 'x' })
  for (const name of ['old', 'young']) mkdirSync(join(folder, 'gate', 'smoke', name), { recursive: true })
  utimesSync(join(folder, 'gate', 'smoke', 'old'), 1, 1)
  await runSmoke(needs({ kind: 'commands', commands: [['true']] }, sha), say, never)
  expect(readdirSync(join(folder, 'gate', 'smoke'))).toEqual(['young'])
})

test('stops at the first that fails, and says which and why', async () => {
  const sha = code.commit({ README: 'x' })
  const commands = [['true'], sh('echo "3 tests failed" >&2; exit 4'), sh('echo never run')]
  const { verdict, detail } = await runSmoke(needs({ kind: 'commands', commands }, sha), say, never)
  expect(verdict).toBe('failed')
  expect(detail).toMatch(
    /^Step 2 of 3 \(.*\) failed \(exit code 4\): 3 tests failed\. The step after it was not run\.$/,
  )
  expect(said).not.toContain('never run')
  expect(readdirSync(join(folder, 'gate', 'smoke'))).toEqual([])
})

test.each([
  [
    'a program that is not there',
    (sha: string) => needs({ kind: 'commands', commands: [['./absent']] }, sha),
    /absent could not be started/,
  ],
  [
    'a commit that is not there',
    () => needs({ kind: 'commands', commands: [['true']] }, 'b'.repeat(40)),
    /The commit b{12} is not in the repository/,
  ],
])('blocks for %s', async (_, make, why) => {
  const sha = code.commit({ README: 'x' })
  expect(await runSmoke(make(sha), say, never)).toEqual({ verdict: 'failed', detail: expect.stringMatching(why) })
})

test('an abort ends the command and rejects', async () => {
  const sha = code.commit({ README: 'x' })
  const stop = new AbortController()
  const commands = [sh('echo on; exec sleep 600')]
  const stopping = (line: string) => {
    if (line === 'on') stop.abort(new Error('stopped'))
  }
  await expect(runSmoke(needs({ kind: 'commands', commands }, sha), stopping, stop.signal)).rejects.toThrow('stopped')
  expect(readdirSync(join(folder, 'gate', 'smoke'))).toEqual([])
})

test.each([
  ['local', 'passed', 'passed', '12 checks passed'],
  ['local', 'failed', 'failed', '12 checks passed'],
  ['local', 'pending', 'failed', 'Not all checks are done: 12 checks passed'],
  [
    'local',
    'unreachable',
    'none',
    "Warning: the forge's checks cannot be asked, and nobody waits for them: 12 checks passed",
  ],
  ['ci', 'passed', 'passed', '12 checks passed'],
  ['ci', 'pending', 'failed', 'Not all checks are done: 12 checks passed'],
  ['ci', 'unreachable', 'failed', "The forge's checks cannot be asked: 12 checks passed"],
] as const)('on the %s path, checks of the forge that are %s: %s', async (path, said_there, verdict, detail) => {
  const asked: string[] = []
  const forgeChecks: SmokeNeeds['forgeChecks'] = async (sha) => {
    asked.push(sha)
    return { verdict: said_there, detail: '12 checks passed' }
  }
  const given = needs({ kind: 'forge_checks' }, 'c'.repeat(40), { path, forgeChecks })
  expect(await runSmoke(given, say, never)).toEqual({ verdict, detail })
  expect(asked).toEqual(['c'.repeat(40)])
})
