import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { HostRefused, RemoteMoved, type Wanted } from '../../main/gate/host.ts'
import { openCommandHost } from '../../main/gate/hosts/command.ts'
import { redactedHost } from '../../main/gate/redacted-host.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { makeCodeRepository } from './code-repository.ts'

const never = new AbortController().signal
const canary = 'hunter2-canary-in-the-mine'
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Steps as an operator has them: `live` is a file with the SHA that runs. */
function kit({ secrets = {}, ownFolder = true }: { secrets?: Record<string, string>; ownFolder?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-command-'))
  folders.push(folder)
  const code = makeCodeRepository(join(folder, 'code'))
  const live = join(folder, 'live')
  const log = join(folder, 'log')
  const script = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const note = `env | grep ^COUNTERSIGN_ | sort > '${folder}/env'; pwd >> '${folder}/where'`
  const running = script('running', `test -f '${live}' && cat '${live}' || true`)
  const build = script('build', `echo "build of $COUNTERSIGN_TO_SHA" | tee -a '${log}'`)
  const ship = script('ship', `${note}; echo ship >> '${log}'; printf %s "$COUNTERSIGN_TO_SHA" > '${live}'`)
  const back = script(
    'back',
    `${note}; echo "back to $COUNTERSIGN_RELEASE" >> '${log}'; printf %s "$COUNTERSIGN_TO_SHA" > '${live}'`,
  )
  let now = Date.UTC(2026, 3, 29, 14, 33, 0)
  const surface = SurfaceDefinition.parse({
    ...{ id: 'billing', name: 'Billing', app: 'billing-prod', host: 'command', paths: { local: {} } },
    repository: code.folder,
    settings: {
      ...{ running: [running], deploy: [[build], [ship, 'a b']], rollback: [[back]] },
      ...{ directory: ownFolder ? folder : null, secrets: Object.keys(secrets) },
    },
  })
  const needs = {
    ...{ surface, fetch, dir: join(folder, 'gate'), clock: () => now },
    secret: async (name: string) => secrets[name] ?? null,
  }
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const host = redactedHost(openCommandHost(needs), new Set(Object.values(secrets)))
  const wanted = (from_sha: string | null, to_sha: string): Wanted => ({
    ...{ deploy_id: `d-${to_sha.slice(0, 4)}`, from_sha, to_sha, operator: 'kristerpher' },
  })
  return {
    ...{ folder, code, live, log, script, surface, needs, host, said, say, wanted },
    commit: (text: string) => code.commit({ README: text }),
    deploy: (from: string | null, to: string) => {
      now += 60_000
      return host.deploy(wanted(from, to), say, never)
    },
    rollback: (id: string, sha: string | null = null) => {
      now += 60_000
      return host.rollback({ id, sha, at: null, label: '' }, { deploy_id: 'd-back', operator: 'ada' }, say, never)
    },
    env: () => Object.fromEntries(lines(join(folder, 'env')).map((line) => line.split(/=(.*)/s).slice(0, 2))),
    logged: () => lines(log),
    runs: (sha: string) => writeFileSync(live, sha),
  }
}
const lines = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}
const other = 'f'.repeat(40)

test('runs every step in order, tells it what it is about, and believes what says what runs', async () => {
  const { commit, deploy, env, logged, host, said } = kit()
  expect(await host.running(never)).toEqual({ sha: null, release: null, since: null })
  const sha = commit('one')
  expect(await deploy(null, sha)).toEqual({ release: '20260429T143400Z' })
  expect(logged()).toEqual([`build of ${sha}`, 'ship'])
  expect(env()).toEqual({
    COUNTERSIGN_SURFACE: 'billing',
    COUNTERSIGN_APP: 'billing-prod',
    COUNTERSIGN_FROM_SHA: '',
    COUNTERSIGN_TO_SHA: sha,
    COUNTERSIGN_DEPLOY_ID: `d-${sha.slice(0, 4)}`,
    COUNTERSIGN_RELEASE: '20260429T143400Z',
    COUNTERSIGN_OPERATOR: 'kristerpher',
  })
  expect(said).toEqual([
    expect.stringMatching(/^\[1\/2\] .*\/build$/),
    `build of ${sha}`,
    expect.stringMatching(/^\[2\/2\] .*\/ship 'a b'$/),
  ])
  expect(await host.running(never)).toEqual({ sha, release: '20260429T143400Z', since: '2026-04-29T14:34:00.000Z' })
})

test('another commit than the previewed one runs: no step is run', async () => {
  const { commit, deploy, runs, logged } = kit()
  const sha = commit('one')
  runs(other)
  await expect(deploy(null, sha)).rejects.toThrow(RemoteMoved)
  await expect(deploy(sha, sha)).rejects.toThrow('ffffffffffff runs there by now: no step was run.')
  expect(logged()).toEqual([])
})

test('stops at the first step that fails, and what was not seen to end is no release', async () => {
  const { commit, deploy, host, logged, script } = kit()
  const first = commit('one')
  await deploy(null, first)
  script('build', 'echo "disk is full" >&2; exit 5')
  await expect(deploy(first, commit('two'))).rejects.toThrow(
    /^Step 1 of 2 \(.*\/build\) failed \(exit code 5\): disk is full\. The step after it was not run\.$/,
  )
  expect(logged()).toEqual([`build of ${first}`, 'ship'])
  expect(await host.releases(9, never)).toMatchObject([{ sha: first }])
  expect(await host.running(never)).toMatchObject({ sha: first, release: '20260429T143400Z' })
})

test('steps that go well and leave something else running have failed', async () => {
  const { commit, deploy, script, live, host } = kit()
  const sha = commit('one')
  script('ship', `printf %s ${other} > '${live}'`)
  await expect(deploy(null, sha)).rejects.toThrow('Every step went well, and ffffffffffff runs there.')
  expect(await host.releases(9, never)).toEqual([
    { id: other, sha: other, at: null, label: 'deployed past this console' },
  ])
})

test('a process that dies between the last step and the record still finds what runs', async () => {
  const { commit, needs, wanted, say, host, script, live } = kit()
  const sha = commit('one')
  script('ship', `printf %s "$COUNTERSIGN_TO_SHA" > '${live}'; echo shipped; exec sleep 600`)
  const stop = new AbortController()
  const stopping = (line: string) => (line === 'shipped' ? stop.abort(new Error('stopped')) : say(line))
  await expect(openCommandHost(needs).deploy(wanted(null, sha), stopping, stop.signal)).rejects.toThrow('stopped')
  expect(await host.running(never)).toMatchObject({ sha, release: '20260429T143300Z' })
  expect(await host.releases(9, never)).toMatchObject([{ sha, label: expect.stringContaining('not seen to end') }])
})

test('P4: a rollback runs its own steps, by the release that it returns to', async () => {
  const { commit, deploy, rollback, env, logged, host } = kit()
  const first = commit('one')
  const second = commit('two')
  await deploy(null, first)
  await deploy(first, second)
  expect((await host.releases(9, never)).map(({ id, sha }) => [id, sha])).toEqual([
    ['20260429T143500Z', second],
    ['20260429T143400Z', first],
  ])
  expect(host.rollbackCommand(null)).toMatch(
    new RegExp(
      `^cd /.* && export COUNTERSIGN_TO_SHA=${first} COUNTERSIGN_RELEASE=20260429T143400Z COUNTERSIGN_SURFACE=billing COUNTERSIGN_APP=billing-prod && /.*/back$`,
    ),
  )
  expect(await rollback('20260429T143400Z')).toEqual({ release: '20260429T143600Z' })
  expect(logged().at(-1)).toBe('back to 20260429T143400Z')
  expect(env()).toMatchObject({ COUNTERSIGN_FROM_SHA: second, COUNTERSIGN_TO_SHA: first, COUNTERSIGN_OPERATOR: 'ada' })
  expect(await host.running(never)).toMatchObject({ sha: first, release: '20260429T143600Z' })
})

test('P4: what ran before the first deploy by us can be gone back to, by the name that it was listed by', async () => {
  const { commit, deploy, rollback, runs, host, logged, live } = kit()
  const before = commit('one')
  const first = commit('two')
  runs(before)
  expect(await host.releases(9, never)).toMatchObject([{ id: before, label: 'deployed past this console' }])
  expect(await deploy(before, first)).toEqual({ release: '20260429T143400Z' })
  expect(await host.releases(9, never)).toEqual([
    expect.objectContaining({ id: '20260429T143400Z', sha: first }),
    { id: before, sha: before, at: null, label: `${before.slice(0, 12)}, found running` },
  ])
  expect(host.rollbackCommand(null)).toContain(`COUNTERSIGN_TO_SHA=${before} COUNTERSIGN_RELEASE=${before} `)
  expect(await rollback(before)).toEqual({ release: '20260429T143500Z' })
  expect(readFileSync(live, 'utf8')).toBe(before)
  expect(logged().at(-1)).toBe(`back to ${before}`)
})

test('what was deployed past us between two of ours is what the second leads back to', async () => {
  const { commit, deploy, runs, host } = kit()
  const [first, second, third] = [commit('one'), commit('two'), commit('three')]
  await deploy(null, first)
  await deploy(first, second)
  runs(first)
  await deploy(first, third)
  const listed = async () => (await host.releases(9, never)).map(({ id }) => id)
  const ours = ['20260429T143500Z', '20260429T143400Z']
  expect(await listed()).toEqual(['20260429T143600Z', first, ...ours])
  runs(first)
  await deploy(first, second)
  expect(await listed()).toEqual(['20260429T143700Z', `${first}-2`, '20260429T143600Z', first, ...ours])
})

test('what failed and did not come to run is written down no second time', async () => {
  const { commit, deploy, runs, host, script } = kit()
  const before = commit('one')
  runs(before)
  script('build', 'exit 5')
  await expect(deploy(before, commit('two'))).rejects.toThrow('exit code 5')
  await expect(deploy(before, commit('three'))).rejects.toThrow('exit code 5')
  expect(await host.releases(9, never)).toMatchObject([{ id: before, at: null }])
  expect(await host.running(never)).toEqual({ sha: before, release: before, since: null })
})

test('a rollback does not wait for what is broken to say what it is, nor for a secret', async () => {
  const secrets: Record<string, string> = { BILLING_TOKEN: canary }
  const { commit, deploy, rollback, script, said, live, env } = kit({ secrets })
  const first = commit('one')
  await deploy(null, first)
  await deploy(first, commit('two'))
  script('running', 'echo "no route to host" >&2; exit 1')
  delete secrets.BILLING_TOKEN
  await rollback('20260429T143400Z')
  expect(readFileSync(live, 'utf8')).toBe(first)
  expect(env()).toMatchObject({ COUNTERSIGN_FROM_SHA: '' })
  expect(said).toContain('The secret BILLING_TOKEN is not set; going on without it.')
  expect(said).toContain(
    'What runs cannot be told: The step that says what runs failed (exit code 1): no route to host.',
  )
})

test('a rollback to what this console never deployed goes by its commit, and to nothing known is refused', async () => {
  const { rollback, runs, live, commit } = kit()
  runs(other)
  const sha = commit('one')
  await rollback(sha, sha)
  expect(readFileSync(live, 'utf8')).toBe(sha)
  await expect(rollback('20200101T000000Z')).rejects.toThrow('Of the release 20200101T000000Z no commit is known here.')
})

test.each([
  ['a short one', 'abc1234'],
  ['two', `${other} ${other}`],
  ['a sentence', `running ${other}`],
])('what runs is one whole SHA: %s is none', async (_, text) => {
  const { host, script } = kit()
  script('running', `echo '${text}'`)
  await expect(host.running(never)).rejects.toThrow('printed something else than one whole SHA')
  expect(await host.check(never)).toMatchObject([{ ok: true }, { name: 'running', ok: false }])
})

test('without a folder of its own every step runs in a checkout of the commit, which is gone afterwards', async () => {
  const { folder, surface, needs, code, say, wanted, live } = kit({ ownFolder: false })
  if (surface.host !== 'command') throw new Error('another host')
  const files = (text: string) => ({
    'bin/ship': `#!/bin/sh\ncp VERSION '${folder}/shipped'; printf %s "$COUNTERSIGN_TO_SHA" > '${live}'; touch litter\n`,
    VERSION: text,
  })
  const first = code.commit(files('one'))
  code.commit(files('two'))
  Object.assign(surface.settings, { deploy: [['/bin/sh', 'bin/ship']], rollback: [['/bin/sh', 'bin/ship']] })
  const host = openCommandHost(needs)
  await host.deploy(wanted(null, first), say, never)
  expect(readFileSync(join(folder, 'shipped'), 'utf8')).toBe('one')
  expect(readdirSync(join(needs.dir, 'checkouts'))).toEqual([])
  await expect(host.deploy(wanted(first, other), say, never)).rejects.toThrow(/is not in the repository/)
})

test('an abort ends everything that a step has started', async () => {
  const { commit, needs, wanted, script, host, folder } = kit()
  const sha = commit('one')
  script('build', `trap '' TERM; sleep 600 & echo $! > '${folder}/pid'; echo on; wait; sleep 600`)
  const stop = new AbortController()
  const stopping = (line: string) => {
    if (line === 'on') stop.abort(new Error('stopped'))
  }
  await expect(openCommandHost(needs).deploy(wanted(null, sha), stopping, stop.signal)).rejects.toThrow('stopped')
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  // What was ended may be listed until its new parent has noticed.
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 20_000)
  expect(await host.running(never)).toMatchObject({ sha: null })
})

test('secrets are in the environment of the steps, and in nothing that is said or written down', async () => {
  process.env.COUNTERSIGN_TEST_STRAY = 'a key of this process'
  const { commit, deploy, script, said, needs, folder, host } = kit({ secrets: { BILLING_TOKEN: canary } })
  script(
    'build',
    `echo "token $BILLING_TOKEN stray $COUNTERSIGN_TEST_STRAY"; echo "refused: $BILLING_TOKEN" >&2; test ! -f '${folder}/broken'`,
  )
  await deploy(null, commit('one'))
  expect(said).toContain('token [redacted] stray')
  writeFileSync(join(folder, 'broken'), '')
  const error = await deploy((await host.running(never)).sha, commit('two')).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(HostRefused)
  expect(String(error)).toContain('refused: [redacted]')
  const kept = readFileSync(join(needs.dir, 'releases.json'), 'utf8')
  expect(`${JSON.stringify([said, await host.check(never)])}${kept}${String(error)}`).not.toContain(canary)
  expect(statSync(join(needs.dir, 'releases.json')).mode & 0o077).toBe(0)
  delete process.env.COUNTERSIGN_TEST_STRAY
})

test('a secret that is not set stops a deploy before any step', async () => {
  const secrets: Record<string, string> = { BILLING_TOKEN: canary }
  const { commit, deploy, logged } = kit({ secrets })
  delete secrets.BILLING_TOKEN
  await expect(deploy(null, commit('one'))).rejects.toThrow('The secret BILLING_TOKEN of Billing is not set.')
  expect(logged()).toEqual([])
})
