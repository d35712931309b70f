import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as each, expect, onTestFinished } from 'vitest'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'
import { definitionOf } from '../http/deploy-kit.ts'
import { atTerminal, ctrlC, type Keys, pasted } from './at-terminal.ts'
import { freshDir, run, slow, startConsole } from './program.ts'

/** `script` is how it is called on Linux and on the BSDs, and Windows has none. */
const test = each.skipIf(process.platform === 'win32')

const phrase = 'deploy console to prod'
const asked = 'to continue: '
const typed = { after: asked, type: `${phrase}\r` }
const who = { COUNTERSIGN_OPERATOR_EMAIL: 'mira@example.com' }

/** A machine with a surface in its file, a real repository and a real service. */
async function machine(changed: (service: ServiceRepository) => object = () => ({})) {
  const service = await openServiceRepository()
  onTestFinished(service.close)
  const dir = freshDir()
  const local = join(dir, 'console', 'local')
  mkdirSync(local, { recursive: true, mode: 0o700 })
  const surfaces = [definitionOf(service, changed(service))]
  writeFileSync(join(local, 'surfaces.json'), JSON.stringify({ surfaces }), { mode: 0o600 })
  const flags = ['--data', dir]
  return {
    ...{ service, dir, flags },
    deploy: (keys: readonly Keys[] = [typed], more: readonly string[] = [], env: Record<string, string> = who) =>
      atTerminal(['deploy', 'console', ...flags, ...more], keys, env),
    rollback: (...more: string[]) => run(['rollback', 'console', ...flags, ...more], who),
  }
}
const healthy = (service: ServiceRepository) => service.commit({ message: 'Something new' })

test('a deploy at a terminal: banner, diff, phrase, live log, outcome, and the way back', slow, async () => {
  const { service, deploy, flags } = await machine()
  const sha = healthy(service)
  const { code, raw, text } = await deploy()
  expect(code).toBe(0)
  expect(service.head()).toBe(sha)
  const inOrder = [
    'TARGET: PRODUCTION (raxx-console-prod)',
    'Deploying as',
    '<mira@example.com>',
    'Something new',
    `Type '${phrase}' to continue:`,
    'In the ledger, before anything is pushed',
    '▸ Deploying',
    'health 1: 200 OK',
    `Deploy complete: ${sha.slice(0, 9)}`,
    'Rollback: ',
  ]
  const places = inOrder.map((words) => text.indexOf(words))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(raw).toContain('\u001b[1;97;41m')
  const { stdout } = await run(['surfaces', ...flags], who)
  expect(stdout).toContain(sha.slice(0, 9))
})

test.each([
  ['another phrase', 'deploy console to staging\r', 'That is not the phrase'],
  ['nothing', '\r', 'That is not the phrase'],
  ['Ctrl-C', ctrlC, 'That is not the phrase'],
  ['the phrase, pasted', `${pasted(phrase)}\r`, 'Pasted, not typed'],
  ['half of it typed and half of it pasted', `deploy console${pasted(' to prod')}\r`, 'Pasted, not typed'],
])('%s confirms nothing', slow, async (_, type, words) => {
  const { service, deploy } = await machine()
  healthy(service)
  const { code, text } = await deploy([{ after: asked, type }])
  expect({ code, head: service.head() }).toEqual({ code: 4, head: null })
  expect(text).toContain(words)
})

test('what is mistyped can be taken back', slow, async () => {
  const { service, deploy } = await machine()
  const sha = healthy(service)
  const { code } = await deploy([{ after: asked, type: `deploy consx\u007fole to prod\r` }])
  expect({ code, head: service.head() }).toEqual({ code: 0, head: sha })
})

test('without a terminal nobody deploys, and the phrase on standard input is no answer', slow, async () => {
  const { service, flags } = await machine()
  healthy(service)
  const { code, stderr } = await run(['deploy', 'console', ...flags], who)
  expect({ code, head: service.head() }).toEqual({ code: 2, head: null })
  expect(stderr).toContain('at a terminal')
})

test.each([
  'deploy',
  'deploy console --nope',
  'deploy console --yes',
  'deploy console another',
  'deploy console --sample --as bob',
  'rollback',
  'rollback console --nope',
  'rollback console another',
])('%s is not right, and ends with 2', slow, async (line) => {
  const { code, stderr } = await run(line.split(' '))
  expect(code, stderr).toBe(2)
  expect(stderr).toContain('error: ')
})

test.each(['deploy', 'rollback'])('the help of %s is no fault', slow, async (command) => {
  expect((await run([command, '--help'])).code).toBe(0)
})

test('a surface that the file does not define well is not there, and what is wrong with it is said', slow, async () => {
  const { flags } = await machine(() => ({ remote: 'production.git' }))
  const { code, stderr } = await run(['rollback', 'console', ...flags], who)
  expect(code).toBe(2)
  expect(stderr).toMatch(/There is no such surface.*surfaces\.json: surface "console"/s)
})

test('who is only a login name of the machine deploys nothing, before anything is typed', slow, async () => {
  const { service, deploy } = await machine()
  healthy(service)
  const { code, text } = await deploy([], [], {})
  expect({ code, head: service.head() }).toEqual({ code: 3, head: null })
  expect(text).toContain('COUNTERSIGN_OPERATOR_EMAIL')
  expect(text).not.toContain('Type ')
})

test('what is out and not well ends with 7, and a rollback, at no terminal, with 0', slow, async () => {
  const { service, deploy, rollback } = await machine()
  const good = healthy(service)
  expect((await deploy()).code).toBe(0)
  const bad = service.commit({ message: 'Bad', healthy: false })
  const { code, text } = await deploy()
  expect({ code, head: service.head() }).toEqual({ code: 7, head: bad })
  expect(text).toContain('NOT WELL')
  const back = await rollback('--reason', 'It is not well')
  expect({ code: back.code, head: service.head() }).toEqual({ code: 0, head: good })
  expect(back.stdout).toContain('goes into quarantine')
  expect((await rollback()).code).toBe(3)
  const again = await deploy()
  expect({ code: again.code, head: service.head() }).toEqual({ code: 3, head: good })
  expect(again.text).toContain('quarantine')
})

test('a rollback that is typed twice goes back one release, not two', slow, async () => {
  const { service, deploy, rollback } = await machine()
  healthy(service)
  expect((await deploy()).code).toBe(0)
  const good = healthy(service)
  expect((await deploy()).code).toBe(0)
  service.commit({ message: 'Bad', healthy: false })
  expect((await deploy()).code).toBe(7)
  const first = await rollback()
  expect({ code: first.code, head: service.head() }).toEqual({ code: 0, head: good })
  expect(first.stdout).toContain('Rolling back as ')
  const second = await rollback()
  expect({ code: second.code, head: service.head() }).toEqual({ code: 3, head: good })
  expect(second.stdout).toContain('to the release before')
  expect(second.stdout).not.toContain('quarantine')
  expect(second.stderr).toContain('rolled back already')
})

test('what moved under the preview is shown anew, and asked for anew', slow, async () => {
  const { service, deploy } = await machine()
  healthy(service)
  let last = ''
  const moving = () => {
    last = service.commit({ message: 'Pushed meanwhile' })
    return typed.type
  }
  const { code, text } = await deploy([
    { after: asked, type: moving },
    { ...typed, type: typed.type },
  ])
  expect({ code, head: service.head() }).toEqual({ code: 0, head: last })
  expect(text.indexOf('It has moved')).toBeGreaterThan(0)
  expect(text.indexOf('Pushed meanwhile')).toBeGreaterThan(text.indexOf('It has moved'))
})

test('a freeze is passed by whoever says why, and by nobody else', slow, async () => {
  const { service, deploy, flags } = await machine()
  const sha = healthy(service)
  const console = await startConsole(['--data', flags[1] ?? ''], who)
  const door = await fetch(console.url, { redirect: 'manual' })
  const cookie = door.headers.get('set-cookie')?.split(';')[0] ?? ''
  const origin = new URL(console.url).origin
  const post = (path: string, body: object) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await post('/console/connections/select', { id: 'local' })).status).toBe(200)
  expect((await post('/api/v1/surfaces/console/lock', { reason: 'An audit' })).status).toBe(200)
  const refused = await deploy()
  expect({ code: refused.code, head: service.head() }).toEqual({ code: 3, head: null })
  expect(refused.text).toContain('LOCKED: An audit')
  // Beside the console that runs on the same folder.
  const passed = await deploy([typed], ['--pass', 'The audit is of another part'])
  expect({ code: passed.code, head: service.head() }).toEqual({ code: 0, head: sha })
})

test(
  'what a commit and a host say changes nothing of the terminal, and no colours are shown to whoever wants none',
  slow,
  async () => {
    const { service, deploy } = await machine()
    service.commit({
      message: 'Harmless \u001b[2J\u001b]0;owned\u0007 \u202etxt',
      author: 'Eve \u001b[31m <e@x.example>',
    })
    const { code, raw } = await deploy([typed], [], { ...who, NO_COLOR: '1' })
    expect(code).toBe(0)
    expect(raw).toContain('Harmless')
    for (const hostile of ['\u001b[2J', '\u001b]0', '\u0007', '\u202e', '\u001b[31m'])
      expect(raw).not.toContain(hostile)
    expect(raw.replaceAll('\u001b[?2004h', '').replaceAll('\u001b[?2004l', '')).not.toContain('\u001b[')
  },
)

test('Ctrl-C asks for it to be broken off, and says how it ended', slow, async () => {
  const { service, deploy } = await machine(() => ({
    health: { url: 'http://127.0.0.1:9/health', attempts: 50, interval_seconds: 1, timeout_seconds: 1 },
  }))
  healthy(service)
  const { code, text } = await deploy([typed, { after: 'health 1', type: ctrlC }])
  expect(code).toBe(9)
  expect(text).toContain('Breaking it off')
})

test('a step that tells its secret tells nobody', slow, async () => {
  const code = (text: string) => [process.execPath, '-e', text]
  const { service, deploy } = await machine(({ repository }) => ({
    ...{ host: 'command', remote: null, health: { url: null } },
    settings: {
      directory: repository,
      secrets: ['CANARY'],
      running: code('try { console.log(require("fs").readFileSync("../running", "utf8")) } catch {}'),
      deploy: [
        code('console.log("it is " + process.env.CANARY)'),
        code('require("fs").writeFileSync("../running", process.env.COUNTERSIGN_TO_SHA)'),
      ],
      rollback: [code('0')],
    },
  }))
  healthy(service)
  const shown = await deploy([typed], [], { ...who, CANARY: 'canary-5f2b9c1d7e' })
  expect(shown.code).toBe(0)
  expect(shown.text).toContain('it is [redacted]')
  expect(shown.raw).not.toContain('canary-5f2b9c1d7e')
})

test('in the sample, a deploy and then a rollback are one story', slow, async () => {
  const dir = freshDir()
  const flags = ['--sample', '--data', join(dir, 'sample')]
  const type = 'deploy sample-service to prod\r'
  const out = await atTerminal(['deploy', 'sample-service', ...flags], [{ after: asked, type }])
  expect(out.code).toBe(7)
  expect(out.text).toContain('Sample data: nothing leaves this machine')
  const back = await run(['rollback', 'sample-service', ...flags])
  expect(back.code).toBe(0)
  expect((await run(['rollback', 'sample-service', ...flags, '--as', 'operator'])).code).toBe(3)
})
